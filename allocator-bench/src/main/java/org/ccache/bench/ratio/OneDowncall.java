package org.ccache.bench.ratio;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Makes one critical downcall and nothing else: what any use of native code from Java costs at start. */
public final class OneDowncall {

    private OneDowncall() {}

    @SuppressWarnings("restricted")
    public static void main(String[] arguments) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle abs = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("labs"),
                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
                Linker.Option.critical(false));
        if ((long) abs.invokeExact(-1L) != 1) {
            throw new AssertionError("labs(-1) is not 1");
        }
    }
}
