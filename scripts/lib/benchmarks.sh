# Builds benchmarks.jar without running tests, and native programs of experiments. Sourced after setup.sh; wants need_jdk and
# need_maven done.

readonly BENCHMARKS=allocator-bench/target/benchmarks.jar
readonly ONE_THREAD=allocator-bench/target/one-thread

# A build that says nothing unless it fails. What Maven downloads on a fresh machine is most of its time.
build_benchmarks() {
  local log
  log=$(mktemp)
  if ! "$MVN" --batch-mode --quiet --no-transfer-progress -Dstyle.color=never -Dnative="${NATIVE:-optional}" \
    -Dmaven.test.skip=true package >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
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
