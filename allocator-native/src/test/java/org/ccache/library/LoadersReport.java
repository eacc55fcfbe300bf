package org.ccache.library;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The program of a child JVM with several copies of the product, each in a class loader of its own. Arguments: their
 * class paths, one after the other; "forget" takes back what the ones before have published, "exhaust" takes all
 * descriptors before the next one's first use and gives them back after it.
 */
public final class LoadersReport {
    private LoadersReport() {}

    public static void main(String[] arguments) throws Exception {
        int number = 0;
        boolean exhaust = false;
        for (String argument : arguments) {
            switch (argument) {
                case "forget" -> System.getProperties().keySet().removeIf(LoadersReport::isPublication);
                case "exhaust" -> exhaust = true;
                default -> {
                    report(++number, loader(argument), exhaust);
                    exhaust = false;
                }
            }
        }
        new TreeMap<>(System.getProperties()).forEach((name, value) -> {
            if (isPublication(name)) {
                System.out.println("published=" + name + "=" + value);
            }
        });
        System.out.println("descriptors=" + memoryFiles());
    }

    private static boolean isPublication(Object property) {
        return property.toString().startsWith("org.ccache.native.table");
    }

    private static ClassLoader loader(String classPath) throws IOException {
        List<URL> places = new ArrayList<>();
        for (String place : classPath.split(File.pathSeparator, -1)) {
            URI uri = new File(place).toURI();
            places.add(uri.toURL());
        }
        return new URLClassLoader(places.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }

    private static void report(int number, ClassLoader loader, boolean exhaust) throws ReflectiveOperationException {
        Class<?> library = loader.loadClass("org.ccache.library.NativeLibrary");
        List<FileInputStream> all = new ArrayList<>();
        if (exhaust) {
            try {
                while (true) {
                    all.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                // none is left
            }
        }
        String facts = "";
        try {
            facts = library.getMethod("available").invoke(null) + ", " + pageSize(loader);
        } finally {
            for (FileInputStream one : all) {
                close(one);
            }
        }
        System.out.println("facts" + number + "=" + facts);
        System.out.println(
                "library" + number + "=" + library.getMethod("reason").invoke(null));
        System.out.println("table" + number + "=" + library.getMethod("table").invoke(null));
        Class<?> rseq = loader.loadClass("org.ccache.rseq.Rseq");
        System.out.println("mode" + number + "=" + rseq.getMethod("mode").invoke(null));
    }

    private static Object pageSize(ClassLoader loader) throws ReflectiveOperationException {
        return loader.loadClass("org.ccache.os.Machine").getMethod("pageSize").invoke(null);
    }

    private static void close(FileInputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Open descriptors of memory files. */
    private static long memoryFiles() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(LoadersReport::isMemoryFile).count();
        } catch (java.io.UncheckedIOException | java.nio.file.NoSuchFileException e) {
            return 0; // no /proc
        }
    }

    private static boolean isMemoryFile(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("memfd:ccache");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
