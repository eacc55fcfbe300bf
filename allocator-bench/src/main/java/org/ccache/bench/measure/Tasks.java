package org.ccache.bench.measure;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;

/** Tasks on their way: written by the JVM that starts another, read and done by that other. */
public final class Tasks {
    /** No annotation of {@link Task}: its records also stand in results, which have no use for the name. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "task")
    private interface Named {}

    private static final ObjectMapper WRITER = Json.mapper().addMixIn(Task.class, Named.class);

    private final ObjectMapper reader = WRITER.copy();
    private final List<String> names;

    /** To read these; each has a {@link JsonTypeName}. */
    public Tasks(Collection<Class<? extends Task>> known) {
        reader.registerSubtypes(known.toArray(Class<?>[]::new));
        names = known.stream()
                .map(type -> type.getAnnotation(JsonTypeName.class).value())
                .toList();
    }

    /** A task as one line. */
    public static String line(Task task) {
        try {
            return WRITER.writeValueAsString(task);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The task that {@link #line} wrote.
     *
     * @throws IllegalArgumentException if it is none of those that are known
     */
    public Task parse(String line) {
        try {
            return reader.readValue(line, Task.class);
        } catch (InvalidTypeIdException e) {
            throw new IllegalArgumentException(
                    "no task is called " + e.getTypeId() + "; known: " + String.join(", ", names), e);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no task: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Does a task in this JVM and prints what it answers.
     *
     * @param prefix before the answer of one that is done once
     */
    public static void perform(Task task, String prefix) throws IOException, InterruptedException {
        switch (task) {
            case Task.Once<?> once -> System.out.println(prefix + Json.line(once.measure()));
            case Task.Serving serving ->
                serving.serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), System.out);
        }
    }
}
