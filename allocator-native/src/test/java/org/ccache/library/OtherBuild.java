package org.ccache.library;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.FieldModel;
import java.lang.classfile.FieldTransform;
import java.lang.classfile.attribute.ConstantValueAttribute;
import java.lang.classfile.constantpool.LongEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.ccache.layout.TableLayout;

/** A copy of the product's classes and library as another build would have made them: with another ABI stamp. */
final class OtherBuild {
    static final long STAMP = TableLayout.STAMP ^ 0xf0; // another version in the lowest byte

    private OtherBuild() {}

    /** Makes the copy in a folder. */
    static void make(Path to) throws IOException {
        Path from = Path.of(FreshJvm.place(NativeLibrary.class));
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                byte[] bytes = Files.readAllBytes(file);
                String name = file.toString();
                if (name.contains("/org/ccache/") && name.endsWith(".class")) {
                    bytes = patchClass(bytes);
                } else if (name.endsWith("libccache.so")) {
                    patchLibrary(bytes);
                }
                Files.write(copy, bytes);
            }
        }
    }

    /** The compiler has copied the constant to wherever it is used. */
    private static byte[] patchClass(byte[] bytes) {
        ClassFile context = ClassFile.of();
        ClassModel type = context.parse(bytes);
        CodeTransform code = (builder, element) -> {
            if (element instanceof ConstantInstruction constant
                    && constant.constantValue().equals(TableLayout.STAMP)) {
                builder.loadConstant(STAMP);
            } else {
                builder.with(element);
            }
        };
        FieldTransform field = (builder, element) -> {
            if (element instanceof ConstantValueAttribute value
                    && value.constant() instanceof LongEntry entry
                    && entry.longValue() == TableLayout.STAMP) {
                builder.with(ConstantValueAttribute.of(STAMP));
            } else {
                builder.with(element);
            }
        };
        ClassTransform fields = (builder, element) -> {
            if (element instanceof FieldModel model) {
                builder.transformField(model, field);
            } else {
                builder.with(element);
            }
        };
        return context.transformClass(
                type, ClassTransform.transformingMethodBodies(code).andThen(fields));
    }

    private static void patchLibrary(byte[] bytes) {
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int found = 0;
        for (int at = 0; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
            if (words.getLong(at) == TableLayout.STAMP) {
                words.putLong(at, STAMP);
                found++;
            }
        }
        if (found != 1) {
            throw new IllegalStateException("the stamp stands in " + found + " places of the library");
        }
        writeHash(bytes);
    }

    /** As the build does. */
    static void writeHash(byte[] library) {
        LibraryBytes.FileRange hash = LibraryBytes.of(library).section("ccache_hash");
        ByteBuffer word = ByteBuffer.wrap(library).order(ByteOrder.LITTLE_ENDIAN);
        word.putLong(hash.offset(), 0);
        CRC32 crc = new CRC32();
        crc.update(library);
        word.putLong(hash.offset(), crc.getValue());
    }
}
