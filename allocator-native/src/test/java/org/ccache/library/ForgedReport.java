package org.ccache.library;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ccache.layout.TableLayout;

/** The program of a child JVM in which somebody publishes what is no table of ours, before the first use. */
public final class ForgedReport {
    private ForgedReport() {}

    public static void main(String[] arguments) {
        String process = TablePublication.process();
        MemorySegment copy = Arena.global().allocate(TableLayout.BYTES, Long.BYTES);
        copy.set(ValueLayout.JAVA_LONG, TableLayout.STAMP_OFFSET, TableLayout.STAMP);
        copy.set(ValueLayout.JAVA_LONG, TableLayout.PERCPU_STAMP_OFFSET, TableLayout.PERCPU_STAMP);
        copy.set(ValueLayout.JAVA_LONG, TableLayout.SIZE_OFFSET, TableLayout.SIZE);
        copy.set(ValueLayout.JAVA_LONG, TableLayout.MARK_OFFSET, copy.address());
        String value = switch (arguments[0]) {
            case "unmapped" -> process + " 7fffdeadb000 1";
            case "memory" -> // with all that a table has, but not of a file
                process + " " + Long.toHexString(copy.address()) + " " + Long.toHexString(TableLayout.STAMP);
            case "odd" -> process + " " + Long.toHexString(copy.address() + 1) + " 1";
            case "kernel" -> process + " ffffffffff600000 1";
            case "zero" -> process + " 0 0";
            default -> arguments[0].replace("PROCESS", process);
        };
        System.setProperty(TablePublication.property(), value);
        System.out.println("available=" + NativeLibrary.available());
        System.out.println("library=" + NativeLibrary.reason());
        System.out.println("replaced=" + !value.equals(System.getProperty(TablePublication.property())));
    }
}
