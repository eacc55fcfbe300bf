package org.ccache.library;

/** The program of a child JVM that loads the library from a folder, as where the kernel allows no memory file. */
public final class FolderReport {
    private FolderReport() {}

    public static void main(String[] arguments) {
        NativeLoader loader = new NativeLoader();
        byte[] library = NativeLoader.embedded("linux-" + Platform.architecture() + "/libccache.so");
        NativeTable table = loader.fromFolders(library);
        System.out.println("loaded=" + (table != null));
        System.out.println("report=" + loader.report());
    }
}
