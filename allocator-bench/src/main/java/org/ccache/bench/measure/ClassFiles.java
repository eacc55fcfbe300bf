package org.ccache.bench.measure;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Finds classes by what their files say, so that a class stands in no list. None is loaded: in a process that measures,
 * the compiler may know one implementation only of what is measured.
 */
public final class ClassFiles {
    private static final String ENDING = ".class";

    private ClassFiles() {}

    /**
     * Names of the classes of a package and of those below it that {@code wanted} accepts, in their order; not of
     * nested classes. Looks at the folders and jars of the class path themselves: to ask the class loader takes a
     * process three times as long before it measures.
     */
    public static List<String> find(Package place, Predicate<ClassModel> wanted) {
        String folder = place.getName().replace('.', '/') + "/";
        Map<String, byte[]> files = new TreeMap<>();
        try {
            for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                Path path = Path.of(part);
                if (Files.isDirectory(path.resolve(folder))) {
                    readFolder(path, folder, files);
                } else if (Files.isRegularFile(path)) {
                    readJar(path, folder, files);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.entrySet().stream()
                .filter(file -> wanted.test(ClassFile.of().parse(file.getValue())))
                .map(file -> file.getKey()
                        .substring(0, file.getKey().length() - ENDING.length())
                        .replace('/', '.'))
                .toList();
    }

    private static void readFolder(Path root, String folder, Map<String, byte[]> files) throws IOException {
        try (Stream<Path> all = Files.walk(root.resolve(folder), FileVisitOption.FOLLOW_LINKS)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                String name = root.relativize(file).toString();
                if (candidate(name)) {
                    files.putIfAbsent(name, Files.readAllBytes(file)); // as a class loader does: the first one counts
                }
            }
        }
    }

    private static void readJar(Path path, String folder, Map<String, byte[]> files) throws IOException {
        try (ZipFile jar = new ZipFile(path.toFile())) {
            for (Enumeration<? extends ZipEntry> all = jar.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                if (entry.getName().startsWith(folder) && candidate(entry.getName())) {
                    files.putIfAbsent(entry.getName(), jar.getInputStream(entry).readAllBytes());
                }
            }
        }
    }

    private static boolean candidate(String name) {
        return name.endsWith(ENDING) && !name.contains("$") && !name.endsWith("-info" + ENDING);
    }
}
