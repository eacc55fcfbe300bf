package org.ccache.allocator.hostile;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.ccache.allocator.ChildProgram;
import org.ccache.allocator.FrontEnd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Close beside every public method, and beside the moves in which the allocator itself touches memory. */
final class HostileCloseTest {
    static Stream<Arguments> storms() {
        return HostileStates.frontEnds()
                .flatMap(frontEnd -> Stream.of("all", "small", "large").map(kind -> arguments(frontEnd, kind)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("storms")
    void callsBesideCloseEndOrAreRefused(FrontEnd frontEnd, String kind) throws Exception {
        new ChildProgram(CloseProgram.class)
                .options("-XX:+UseSerialGC", "-Xmx128m")
                .run(frontEnd.name(), kind, ChildProgram.LONG ? "30" : "2")
                .healthy();
    }
}
