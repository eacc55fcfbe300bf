# Verdicts of tests, one line each, and their counts. Sourced after setup.sh.

passed=0 failed=0 skipped=0
pass() {
  passed=$((passed + 1))
  printf 'passed   %s: %s\n' "$1" "$2"
}
skip() {
  skipped=$((skipped + 1))
  printf 'skipped  %s: %s\n' "$1" "$2"
}
# wrong NAME REASON [FILE]: FILE holds the whole output.
wrong() {
  failed=$((failed + 1))
  printf 'FAILED   %s: %s\n' "$1" "$2"
  [ -z "${3:-}" ] || head -n 8 "$3" | sed "s/^/         | /"
}

# counted: the last line, and the exit status: 0 only if nothing failed.
counted() {
  local counts="$passed passed, $failed failed"
  [ $skipped = 0 ] || counts+=", $skipped skipped"
  say "$counts"
  [ $failed = 0 ]
}
