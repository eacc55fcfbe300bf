package org.ccache.bench.measure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Finds classes by what their files say, so that a class stands in no list. None is loaded: in a process that measures,
 * the compiler may know one implementation only of what is measured.
 */
public final class ClassFiles {
    private static final String ENDING = ".class";

    private ClassFiles() {}

    /**
     * Names of the classes of a package and of those below it that {@code wanted} accepts, in their order; not of nested
     * classes. Looks at all places of the class path that have the package: folders, and jars with entries for their
     * folders, as Maven, Gradle and the JDK's own tool make them.
     *
     * @param one any class of the package
     */
    public static List<String> find(Class<?> one, Predicate<ClassModel> wanted) {
        String folder = one.getPackageName().replace('.', '/') + "/";
        Set<String> files = new TreeSet<>();
        try {
            for (URL place : Collections.list(one.getClassLoader().getResources(folder))) {
                files.addAll(place.getProtocol().equals("jar") ? inJar(place, folder) : inFolder(place, folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files.stream()
                .filter(file -> file.endsWith(ENDING) && !file.contains("$") && !file.endsWith("-info" + ENDING))
                .filter(file -> wanted.test(parse(one.getClassLoader(), file)))
                .map(file -> file.substring(0, file.length() - ENDING.length()).replace('/', '.'))
                .toList();
    }

    private static List<String> inFolder(URL place, String folder) throws IOException {
        Path root = Path.of(URI.create(place.toString()));
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> folder + root.relativize(file)).toList();
        }
    }

    private static List<String> inJar(URL place, String folder) throws IOException {
        JarURLConnection connection = (JarURLConnection) place.openConnection();
        connection.setUseCaches(false); // the class loader's own is not to be closed
        try (JarFile jar = connection.getJarFile()) {
            return jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(folder))
                    .toList();
        }
    }

    private static ClassModel parse(ClassLoader loader, String file) {
        try (InputStream in = loader.getResourceAsStream(file)) {
            return ClassFile.of().parse(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
