package org.ccache.bench.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ccache.bench.measure.Promise;
import org.ccache.bench.measure.Promises;
import org.junit.jupiter.api.Test;

/** The document that a promise names says its limit, of what the promise is of. */
class PromiseLimitsTest {
    private static final String LIMIT = "{}";

    /** Any words, but none of the next clause, sentence or cell. */
    private static final String WORDS = " … ";

    /** By promise, what its document says: with the limit in its place, or in words that mean 1. */
    private static final Map<Promise, List<String>> SAID = new LinkedHashMap<>();

    static {
        said(Promises.PAIR_CALLS, "pairs: at most {} × two empty downcalls");
        said(Promises.PAIR_STACK, "pairs: … {} × the ThreadLocal array");
        said(Promises.PAIR_TCMALLOC, "pairs: … {} × tcmalloc");
        said(Promises.PAIR_MALLOC, "pairs: … {} × malloc");
        said(Promises.REPLACE_TCMALLOC, "replacing: {} × tcmalloc");
        said(Promises.REPLACE_MALLOC, "{} × malloc for replacing");
        said(Promises.START, "a start: {} × one downcall");
        said(Promises.START_AHEAD, "a start: … {} × with an AOT cache");
        said(Promises.TRACE_MALLOC, "{} × malloc on the traces");
        said(Promises.TRACE_TRAFFIC, "refills and flushes below {} of operations");
        said(Promises.PARKED_CACHED, "the bound on cached bytes");
        said(Promises.SUITE_TIME, "{} × the best single peer");
        said(Promises.SUITE_TIME_JAVA, "{} × the best of Java's side");
        said(Promises.SUITE_MEMORY, "{} × in memory");
        said(Promises.SUITE_EACH_TIME, "no workload above {} × its best peer");
        said(Promises.SUITE_EACH_MEMORY, "no workload above {} × its best peer");
        said(Promises.SUITE_TIME_ALL, "{} × the best single peer");
        said(Promises.SUITE_MEMORY_ALL, "{} × in memory");
        said(Promises.REST, "all freed, 10 s idle: own mappings at most {} of it");
        said(Promises.REST_TRIMMED, "after `trim()` at most {} |");
        said(Promises.THREADS_CACHED, "cached by … within the budget");
        said(Promises.FRAGMENTATION, "long runs: resident ÷ requested at most {} × the best peer's geometric mean");
        said(Promises.FRAGMENTATION_EACH, "long runs: resident ÷ requested … each at most {} |");
        Stream.of(Promises.RING_CONSUMED, Promises.RING_DRAINED, Promises.RING_ALONE, Promises.COUNTER)
                .forEach(promise -> said(promise, promise.what() + " at most {}"));
    }

    /** The documented time, 1.25 s, of which each check allows a multiple. */
    private static final List<Promise> OTHERWISE = List.of(Promises.CPUSET);

    private static void said(Promise promise, String... phrases) {
        SAID.put(promise, List.of(phrases));
    }

    /** As a factor or in percent. */
    private static String number(double limit) {
        String factor = BigDecimal.valueOf(limit).stripTrailingZeros().toPlainString();
        String percent = BigDecimal.valueOf(limit * 100)
                .setScale(2, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
        String zeros = factor.contains(".") ? "0*" : "(\\.0+)?";
        return "(?<![\\d.,])(" + Pattern.quote(factor) + zeros + "|" + Pattern.quote(percent)
                + " %)(?![\\d%]|[.,]\\d| %)";
    }

    private static boolean says(String document, String phrase, double limit) {
        if (!phrase.contains(LIMIT) && limit != 1) {
            return false;
        }
        String pattern = Stream.of(phrase.split(WORDS, -1))
                .map(words -> Stream.of(words.split(Pattern.quote(LIMIT), -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(number(limit))))
                .collect(Collectors.joining(" (?:[^;:|.]|\\.(?=\\d))*"));
        return Pattern.compile(pattern).matcher(document).find();
    }

    private static boolean says(Promise promise, double limit) throws IOException {
        String document =
                Files.readString(Documents.ROOT.resolve(promise.source())).replaceAll("\\s+", " ");
        return SAID.get(promise).stream().allMatch(phrase -> says(document, phrase, limit));
    }

    @Test
    void theDocumentsSayEachLimit() throws IOException {
        List<Promise> all = new ArrayList<>(SAID.keySet());
        all.addAll(OTHERWISE);
        assertThat(all).containsExactlyInAnyOrderElementsOf(Promises.ALL);
        for (Promise promise : SAID.keySet()) {
            assertThat(says(promise, promise.limit())).as("%s", promise).isTrue();
        }
    }

    /** Another one, or a neighbour's, stands elsewhere at most. */
    @Test
    void theySayNoOtherLimitOfTheSame() throws IOException {
        for (Promise promise : SAID.keySet()) {
            List<Double> others = new ArrayList<>(Promises.ALL.stream()
                    .filter(other -> other.limit() != promise.limit())
                    .map(Promise::limit)
                    .toList());
            others.add(promise.limit() + 0.05);
            others.add(promise.limit() * 10);
            others.add(promise.limit() / 10);
            for (double other : others) {
                assertThat(says(promise, other))
                        .as("%s, not %s", promise, other)
                        .isFalse();
            }
        }
    }
}
