# Builds benchmarks.jar without running tests, and native programs of experiments. Sourced after setup.sh; wants need_jdk and
# need_maven done.

readonly BENCHMARKS=allocator-bench/target/benchmarks.jar
readonly ONE_THREAD=allocator-bench/target/one-thread

# benchmarks_current: true if nothing that goes into the jar is newer than it, and native code is there if it can be.
benchmarks_current() {
  local native=allocator-native/target/classes/META-INF/native
  [ -s "$BENCHMARKS" ] && { [ -z "${CC:-}" ] || compgen -G "$native/linux-*/libccache.so" >/dev/null; } &&
    [ -z "$(find pom.xml allocator-*/pom.xml allocator-*/src/main allocator-bench/traces docs/template scripts/build-native -newer "$BENCHMARKS" -print -quit)" ]
}

# A build of what is not built yet, of one line unless it fails. What Maven downloads on a fresh machine is most of its time.
build_benchmarks() {
  local log
  ! benchmarks_current || return 0
  need_writable
  log=$(temporary) || exit 1
  note "building; the first time takes minutes"
  if ! "$MVN" --batch-mode --quiet --no-transfer-progress -Dstyle.color=never -Dnative="${NATIVE:-optional}" \
    -Dmaven.test.skip=true package >"$log" 2>&1 </dev/null; then
    grep -v '^$' "$log" >&2
    rm -f "$log"
    die "the build failed, see above"
  fi
  rm -f "$log"
  [ -s "$BENCHMARKS" ] || die "the build made no $BENCHMARKS"
}

benchmarks() {
  java --enable-native-access=ALL-UNNAMED -jar "$BENCHMARKS" "$@"
}

# The native part of cid-vs-cpu, if need_compiler found one; else, or where the C library is older than rseq in it (glibc 2.35),
# returns 1.
build_one_thread() {
  rm -f "$ONE_THREAD"
  [ -n "${CC:-}" ] || return 1
  "$CC" -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -o "$ONE_THREAD" \
    allocator-bench/src/main/native/one-thread/one_thread.c
}
