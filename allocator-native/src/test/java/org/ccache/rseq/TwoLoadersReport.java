package org.ccache.rseq;

import java.io.File;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/** The program of a child JVM with two copies of the product, each in a class loader of its own. */
public final class TwoLoadersReport {
    private TwoLoadersReport() {}

    public static void main(String[] arguments) throws Exception {
        List<URL> places = new ArrayList<>();
        for (String place : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            URI uri = new File(place).toURI();
            places.add(uri.toURL());
        }
        URL[] urls = places.toArray(new URL[0]);
        ClassLoader parent = ClassLoader.getPlatformClassLoader();
        try (URLClassLoader one = new URLClassLoader(urls, parent);
                URLClassLoader two = new URLClassLoader(urls, parent)) {
            System.out.println("first=" + library(one));
            System.out.println("second=" + library(two));
            System.out.println("firstMode=" + mode(one));
            System.out.println("secondMode=" + mode(two));
            System.out.println("mappings=" + NativeReport.mappings());
        }
    }

    private static Object library(ClassLoader loader) throws ReflectiveOperationException {
        return loader.loadClass(Rseq.class.getName()).getMethod("library").invoke(null);
    }

    private static Object mode(ClassLoader loader) throws ReflectiveOperationException {
        return loader.loadClass(Rseq.class.getName()).getMethod("mode").invoke(null);
    }
}
