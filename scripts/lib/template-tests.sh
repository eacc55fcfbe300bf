# The tests of docs/template, a part of test-native and sourced by it: the trap test for both architectures, broken copies, and the
# exercise of docs/tutorial.md.

# template_programs FOLDER [SOURCES]: builds into FOLDER; the output of a failure is in $work/output.
template_programs() {
  docs/template/build --tests --native=required "--out=$1" "--sources=${2:-docs/template}" >"$work/output" 2>&1
}

# template_run FOLDER MODE
template_run() {
  $runner "$1/template_test" "$2" "$1/template_test.boundaries"
}

template_mutant() {
  local arch=$1 file=$2 name copy=$work/template-mutant
  name="template mutant $arch $(basename "$file" .sed)"
  rm -rf "$copy"
  cp -r docs/template "$copy"
  sed -f "$file" "docs/template/template_$arch.S" >"$copy/template_$arch.S"
  if cmp -s "$copy/template_$arch.S" "docs/template/template_$arch.S"; then
    wrong "$name" "$file changes nothing any more"
  elif ! template_programs "$copy/out" "$copy"; then
    wrong "$name" "does not build" "$work/output"
  elif sees $runner "$copy/out/linux-$arch/template_test" emulated "$copy/out/linux-$arch/template_test.boundaries"; then
    pass "$name" "seen: $(grep -m 1 '[^ ]' "$work/output" || say "it crashes")"
  else
    wrong "$name" "not seen" "$work/output"
  fi
}

# The tutorial's exercise: what the reader has in the end must pass the test that the reader has in the end.
template_exercise() {
  local arch copy=$work/template-exercise
  if ! have patch; then
    skip "template exercise" "no patch on PATH"
    return
  fi
  rm -rf "$copy"
  cp -r docs/template "$copy"
  if ! patch --quiet -d "$copy" -p1 <docs/template/quota.patch >"$work/output" 2>&1; then
    wrong "template exercise" "docs/template/quota.patch does not apply" "$work/output"
  elif ! template_programs "$copy/out" "$copy"; then
    wrong "template exercise" "does not build" "$work/output"
  else
    for arch in $host $other; do
      if tools_of $arch && [ -e "$copy/out/linux-$arch/template_test" ] && { [ $arch = "$host" ] || [ -n "$runner" ]; }; then
        check "template exercise $arch" template_run "$copy/out/linux-$arch" emulated
      fi
    done
  fi
}

part_template() {
  local arch file folder=$work/template
  if ! template_programs "$folder"; then
    wrong "template" "does not build" "$work/output"
    return
  fi
  for arch in $host $other; do
    if ! tools_of $arch || [ ! -e "$folder/linux-$arch/template_test" ]; then
      skip "template $arch" "${missing:-no C library for $arch}"
      continue
    elif [ $arch != "$host" ] && [ -z "$runner" ]; then
      skip "template $arch" "no qemu-$arch on PATH"
      continue
    fi
    check "template $arch emulated" template_run "$folder/linux-$arch" emulated
    [ $arch != "$host" ] || check "template $arch kernel" template_run "$folder/linux-$arch" kernel
    for file in docs/template/mutants/$arch/*.sed; do
      template_mutant $arch "$file"
    done
  done
  template_exercise
}
