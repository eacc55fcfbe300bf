# Builds benchmarks.jar without running tests. Sourced after setup.sh; wants need_jdk and need_maven done.

readonly BENCHMARKS=allocator-bench/target/benchmarks.jar

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
