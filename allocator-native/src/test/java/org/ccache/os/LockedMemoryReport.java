package org.ccache.os;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The program of a child JVM that locks all its memory, now and in future, and then purges some. */
public final class LockedMemoryReport {
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;

    private LockedMemoryReport() {}

    @SuppressWarnings("restricted")
    public static void main(String[] arguments) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle mlockall = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("mlockall"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        System.out.println("locked=" + ((int) mlockall.invokeExact(MCL_CURRENT | MCL_FUTURE) == 0));
        long bytes = 64L * Machine.pageSize();
        long address = VirtualMemory.reserveGuarded(bytes);
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(bytes);
        memory.fill((byte) 1);
        System.out.println("before=" + ResidentMemory.of(address, bytes).resident() / Machine.pageSize());
        System.out.println("purge=" + VirtualMemory.purge(address, bytes));
        System.out.println("after=" + ResidentMemory.of(address, bytes).resident() / Machine.pageSize());
        System.out.println("content=" + memory.get(ValueLayout.JAVA_LONG, bytes / 2));
    }
}
