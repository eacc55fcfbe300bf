package org.ccache.bench.research.percpu;

import static java.lang.constant.ConstantDescs.DEFAULT_NAME;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

/**
 * Template of the timed loop: a class of its own for each contender, whose operation is a constant of it. With one
 * shared class no call could be inlined, since the profile would know all contenders; so each is compiled as in a
 * program that has but one.
 */
final class OperationLoop implements BlockLoop {
    private static final Operation OPERATION;

    static {
        try {
            OPERATION = MethodHandles.classData(MethodHandles.lookup(), DEFAULT_NAME, Operation.class);
        } catch (IllegalAccessException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A loop over this operation. */
    static BlockLoop over(Operation operation) {
        try (InputStream in = OperationLoop.class.getResourceAsStream("OperationLoop.class")) {
            MethodHandles.Lookup copy =
                    MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), operation, true);
            return (BlockLoop) copy.lookupClass().getDeclaredConstructor().newInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot make a loop", e);
        }
    }

    @Override
    public int run(int times) {
        for (int done = 0; done < times; done++) {
            if (!OPERATION.run()) {
                return done;
            }
        }
        return times;
    }
}
