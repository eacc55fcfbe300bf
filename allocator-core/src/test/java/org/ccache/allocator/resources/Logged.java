package org.ccache.allocator.resources;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the product logs, caught where System.Logger sends it by default. */
public final class Logged extends Handler {
    private static final String NAME = "org.ccache.allocator";

    private final Logger logger = Logger.getLogger(NAME); // kept: the JDK itself holds it weakly
    private final List<LogRecord> records = new ArrayList<>();
    private volatile boolean throwing;

    private Logged() {
        setLevel(Level.ALL);
    }

    /** From here on. */
    public static Logged start() {
        Logged logged = new Logged();
        logged.logger.setLevel(Level.ALL);
        logged.logger.setUseParentHandlers(false);
        logged.logger.addHandler(logged);
        return logged;
    }

    /** From here on whoever logs gets an exception, as of a user's own handler. */
    public void thenThrow() {
        throwing = true;
    }

    public synchronized List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** Messages of a level, or above. */
    public List<String> messages(Level least) {
        return records().stream()
                .filter(record -> record.getLevel().intValue() >= least.intValue())
                .map(record -> record.getMessage() + (record.getThrown() == null ? "" : trace(record.getThrown())))
                .toList();
    }

    private static String trace(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            text.append('\n').append(cause);
            for (StackTraceElement element : cause.getStackTrace()) {
                text.append("\n    at ").append(element);
            }
        }
        return text.toString();
    }

    @Override
    public synchronized void publish(LogRecord record) {
        records.add(record);
        if (throwing) {
            throw new IllegalStateException("a handler that throws");
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
