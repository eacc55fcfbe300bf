# Builds the native test programs. Sourced by test-native and soak, after setup.sh.
#
#   native_setup            work (a folder, removed at exit), host, other; ends the script without a compiler
#   tools_of ARCH           cc, objdump, nm, runner for it; returns 1 with $missing set
#   build_trap ARCH FAMILY SOURCE PROGRAM, build_soak ARCH FAMILY PROGRAM [SOURCE], build_self_test ARCH PROGRAM,
#   build_library FILE OBJECT...

readonly main_sources=allocator-native/src/main/native
readonly test_sources=allocator-native/src/test/native
readonly test_flags=(-std=gnu11 -O2 -g -Wall -Wextra -Werror -pthread "-I$main_sources")

native_setup() {
  have awk && have objdump && have nm || die "no awk, objdump or nm on PATH: install the packages mawk and binutils"
  host_cc=$(find_compiler) || die "no C compiler (gcc) on PATH"
  case $(uname -m) in
    x86_64 | amd64) host=x86_64 other=aarch64 ;;
    aarch64 | arm64) host=aarch64 other=x86_64 ;;
    *) die "no sequences for the architecture $(uname -m)" ;;
  esac
  work=$(temporary -d)
  trap 'rm -rf "$work"' EXIT
}

# Sets cc, objdump, nm and runner (empty on the host; user-mode emulation of the other architecture).
tools_of() {
  local prefix=$1-linux-gnu-
  static=
  if [ "$1" = "$host" ]; then
    cc=$host_cc objdump=objdump nm=nm runner=
    return 0
  fi
  cc=${prefix}gcc objdump=${prefix}objdump nm=${prefix}nm static=-static
  if ! have "$cc" || ! have "$objdump"; then
    missing="no $cc on PATH"
    return 1
  fi
  runner=$(command -v "qemu-$1" || command -v "qemu-$1-static") || runner=
}

# boundaries_of OBJECT: the instructions of its sequences, for the trap program.
boundaries_of() {
  "$objdump" -dw --no-show-raw-insn "$1" | awk -f $test_sources/hex.awk -f $test_sources/boundaries.awk
}

# build_trap ARCH FAMILY SOURCE PROGRAM: also writes PROGRAM.boundaries, from the very object that is linked. FAMILY: whose
# sequences SOURCE holds, the allocator's (sequences) or those on per-CPU memory (percpu).
build_trap() {
  local file harness=() files=(trap_main trap area)
  [ "$2" = sequences ] && files+=(model) || files+=(percpu_model percpu_operations percpu_scenarios)
  for file in "${files[@]}"; do
    harness+=("$work/harness-$file.$1.o")
    [ -e "${harness[-1]}" ] || "$cc" "${test_flags[@]}" -c -o "${harness[-1]}" "$test_sources/$file.c" || return 1
  done
  "$cc" "-I$main_sources" -c -o "$4.o" "$3" && boundaries_of "$4.o" >"$4.boundaries" &&
    "$cc" ${static:+"$static"} -o "$4" "${harness[@]}" "$4.o"
}

build_library() {
  "$cc" -shared -nostdlib -o "$@"
}

# build_soak ARCH FAMILY PROGRAM [SOURCE]: SOURCE instead of the family's own.
build_soak() {
  local prefix=soak files=(main blocks threads)
  [ "$2" = sequences ] || prefix=percpu_soak files=(main words ring)
  files=("${files[@]/#/$test_sources/${prefix}_}")
  files=("${files[@]/%/.c}")
  "$cc" "${test_flags[@]}" -DINJECT -o "$3" "${files[@]}" $test_sources/soak_common.c \
    $test_sources/area.c \
    "${4:-$main_sources/$2_$1.S}"
}

build_self_test() {
  "$cc" "${test_flags[@]}" ${static:+"$static"} -o "$2" $test_sources/self_test.c $test_sources/area.c $main_sources/probe.c \
    "$main_sources/sequences_$1.S"
}

# examine ARCH PROGRAM OBJECT: runs structure.awk or golden.awk over the object.
examine() {
  local dump=$work/dump
  "$nm" "$3" >"$dump.symbols"
  "$objdump" -dw --no-show-raw-insn "$3" >"$dump.code"
  "$objdump" -s -j .text -j __rseq_failure -j __rseq_cs -j __rseq_cs_ptr_array -j __rseq_exit_point_array "$3" >"$dump.data"
  readelf -rW "$3" >"$dump.places"
  awk -f $test_sources/hex.awk -f $test_sources/code.awk -f "$test_sources/$2.awk" "machine=$1" phase=symbols "$dump.symbols" \
    phase=code "$dump.code" phase=data "$dump.data" phase=places "$dump.places"
}
