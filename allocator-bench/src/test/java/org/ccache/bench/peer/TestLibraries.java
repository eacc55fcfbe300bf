package org.ccache.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Small allocators in C. Each has free lists of powers of two behind a lock; its functions call each other by their
 * public names, and the end of a thread frees and allocates.
 */
public final class TestLibraries {
    private static final String SOURCE = """
            #include <pthread.h>
            #include <stddef.h>
            #include <stdint.h>
            #include <sys/mman.h>

            struct node { struct node *next; };
            static struct node *lists[64];
            static char *next, *end;
            static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
            static pthread_key_t key;
            static pthread_once_t once = PTHREAD_ONCE_INIT;
            static int calls;

            void *NAME(malloc)(size_t size);
            void NAME(free)(void *block);

            static void thread_ends(void *unused) { NAME(free)(NAME(malloc)(100)); }
            static void make_key(void) { pthread_key_create(&key, thread_ends); }

            void *NAME(malloc)(size_t size) {
              unsigned class = 5;
              char *at;
              if (__atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) > CRASH_AFTER) *(volatile int *)0 = 1;
              pthread_once(&once, make_key);
              pthread_setspecific(key, &key);
              while (((size_t)1 << class) < size + 16) class++;
              pthread_mutex_lock(&lock);
              at = (char *)lists[class];
              if (at) {
                lists[class] = lists[class]->next;
              } else {
                size_t bytes = (size_t)1 << class;
                if ((size_t)(end - next) < bytes) {
                  size_t chunk = bytes > 1 << 22 ? bytes : 1 << 22;
                  next = mmap(NULL, chunk, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                  end = next + chunk;
                }
                at = next;
                next += bytes;
              }
              pthread_mutex_unlock(&lock);
              *(uint64_t *)at = class;
              return at + 16;
            }

            #ifndef NO_FREE
            void NAME(free)(void *block) {
              uint64_t head = *(uint64_t *)((char *)block - 16);
              struct node *node = (struct node *)((char *)block - (head >> 8) - 16);
              unsigned class = head & 255;
              pthread_mutex_lock(&lock);
              if (class > 63) *(volatile int *)0 = 1; /* not a block of this library's */
              node->next = lists[class];
              lists[class] = node;
              pthread_mutex_unlock(&lock);
            }
            #endif

            #ifdef MORE
            void NAME(free_sized)(void *block, size_t size) { NAME(free)(block); }

            /* As strict as C is. */
            void *NAME(aligned_alloc)(size_t alignment, size_t size) {
              char *block, *aligned;
              if (alignment < sizeof(void *) || size % alignment) return NULL;
              block = NAME(malloc)(size + alignment);
              aligned = (char *)(((uintptr_t)block + alignment - 1) & -alignment);
              *(uint64_t *)(aligned - 16) = (*(uint64_t *)(block - 16) & 255) | (uint64_t)(aligned - block) << 8;
              return aligned;
            }
            #endif
            """;

    private TestLibraries() {}

    /** Compiles one; the test is skipped where there is no C compiler. */
    public static Path compile(Path folder, String name, String... options) throws IOException, InterruptedException {
        boolean compiler =
                Stream.of(System.getenv("PATH").split(":")).anyMatch(entry -> Files.isExecutable(Path.of(entry, "cc")));
        assumeTrue(compiler, "no C compiler on PATH");
        Path source = folder.resolve(name + ".c");
        Path library = folder.resolve(name + ".so");
        Files.writeString(source, SOURCE);
        List<String> command = new ArrayList<>(List.of("cc", "-O1", "-fno-builtin", "-shared", "-fPIC", "-pthread"));
        command.addAll(List.of(options));
        if (Stream.of(options).noneMatch(option -> option.startsWith("-DCRASH_AFTER"))) {
            command.add("-DCRASH_AFTER=0x7fffffff");
        }
        if (Stream.of(options).noneMatch(option -> option.startsWith("-DNAME"))) {
            command.add("-DNAME(x)=x");
        }
        command.addAll(List.of("-o", library.toString(), source.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = process.inputReader().lines().collect(Collectors.joining("\n"));
        assertThat(process.waitFor()).as(output).isZero();
        return library;
    }
}
