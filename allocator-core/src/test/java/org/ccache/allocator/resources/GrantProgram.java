package org.ccache.allocator.resources;

import static org.ccache.allocator.resources.ProcessFigures.say;

import java.util.logging.Level;
import org.ccache.allocator.CcacheAllocator;

/**
 * Makes allocators and says what is said about it. Argument: what. Its package is none of the product's: it may be a
 * module.
 */
final class GrantProgram {
    private GrantProgram() {}

    public static void main(String[] arguments) {
        say("module", CcacheAllocator.class.getModule().getName());
        switch (arguments[0]) {
            case "create" -> create();
            case "log" -> log();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void create() {
        CcacheAllocator allocator;
        try {
            allocator = CcacheAllocator.create();
        } catch (IllegalCallerException e) {
            say("refused", e.getMessage());
            return;
        }
        say("created", allocator.frontEnd());
        allocator.free(allocator.allocate(100));
        allocator.segment(allocator.allocate(100_000)).fill((byte) 1);
        allocator.close();
        say("works", true);
    }

    private static void log() {
        Logged logged = Logged.start();
        for (int i = 0; i < 3; i++) {
            CcacheAllocator.create().close();
        }
        say("records", logged.messages(Level.INFO).size());
        logged.messages(Level.INFO).forEach(message -> say("message", message));
    }
}
