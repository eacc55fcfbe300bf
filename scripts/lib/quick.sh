# The contributor's loop: compiles what changed and runs test classes. Sourced by scripts/test, after setup.sh and with need_jdk and
# need_maven done; it also has the check of its arguments, which needs neither.
#
#   quick_classes NAME...   fills tests from names of classes, else ends the script by misuse
#   quick_changed           fills tests by what differs from HEAD, else ends the script
#   quick_run               compiles and runs tests
#
# All goes to allocator-*/target/quick/target, which is laid out as Maven's target: so no other build finds a class of this one, and
# none is missing there. Maven itself comes in where a pom or a resource has changed; else its start alone would be half the loop.
#
# A set is the main or the test classes of a module. Its changed files are compiled alone, and take their place if they declare what
# they declared before; else, and where a file came or went or something below declares anew, the whole set is compiled.

readonly modules=(allocator-native allocator-core allocator-bench) # each rests on those before it
readonly native_tests=allocator-native/src/test/java/org/ccache/rseq # what calls the native library's sequences
tests=()                                                             # files

# javac, of processes so short that its better compiler would not pay.
readonly javac=(javac -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -encoding UTF-8 --release "$JDK_VERSION" -proc:none -nowarn
  -g -parameters -XDstringConcat=inline)

# quick_classes NAME...: a simple or a full name of a test class.
quick_classes() {
  local name found like
  for name in "$@"; do
    [[ $name =~ ^[A-Za-z_][A-Za-z0-9_.]*$ ]] || misuse "quick wants names of test classes, not $name"
    found=$(find allocator-*/src/test/java -path "*/${name//.//}.java")
    if [ -z "$found" ]; then
      like=$(find allocator-*/src/test/java -iname "*${name##*.}*Test.java" -printf '%f\n' | sort -u | head -n 5 | tr '\n' ' ')
      misuse "there is no test class $name${like:+; like it: ${like//.java/}}"
    fi
    while read -r found; do
      tests+=("$found")
    done <<<"$found"
  done
}

# quick_changed: the tests that belong to the Java files changed since HEAD: a test itself, a class's own (NAMETest), else all of
# its package; to native sources those of $native_tests.
quick_changed() {
  local file name folder
  git rev-parse --verify --quiet HEAD >/dev/null 2>&1 || die "no repository, whose changes would say what to test: name a test class"
  while read -r file; do
    folder=${file/src\/main\/java/src\/test\/java}
    name=${folder##*/}
    name=${name%.java}
    folder=${folder%/*}
    case $file in
      */package-info.java | */module-info.java) continue ;;
      *Test.java) [ ! -e "$file" ] || tests+=("$file") && continue ;;
      */src/main/native/*) folder=$native_tests ;;
      *.java) ;;
      *) continue ;;
    esac
    if [ -e "$folder/${name}Test.java" ]; then
      tests+=("$folder/${name}Test.java")
    elif compgen -G "$folder/*Test.java" >/dev/null; then
      tests+=("$folder"/*Test.java)
    else
      note "no test belongs to $file"
    fi
  done < <({ git diff --name-only HEAD && git ls-files --others --exclude-standard; } | grep '^allocator-[^/]*/src/' | sort)
  [ ${#tests[@]} != 0 ] || die "no test belongs to what changed since HEAD: name a test class"
  mapfile -t tests < <(printf '%s\n' "${tests[@]}" | sort -u)
}

# listed FILE-OR-FOLDER...: a line for each file that tells whether it changed; not only a newer one has.
listed() {
  find "$@" -type f -printf '%p %s %T@ %i\n' | sort
}

# prepare: resources and class paths of all modules, by Maven.
prepare() {
  local now=target/quick/prepared.new before=target/quick/prepared log inputs
  mkdir -p target/quick
  {
    printf 'native=%s\n' "$native"
    mapfile -t inputs < <(compgen -G 'allocator-*/src/*/resources'; compgen -G 'allocator-*/src/*/filtered')
    listed pom.xml allocator-*/pom.xml allocator-bench/traces docs/template LICENSE "${inputs[@]}"
  } >"$now"
  ! cmp -s "$now" "$before" || return 0
  note "resources and class paths, by Maven; the first time takes a minute"
  rm -f "$before"
  # A resource that went must not be found any more; Maven only adds.
  find allocator-*/target/quick -type f ! -name '*.class' ! -name '*.files' ! -name '*.declares' -delete 2>/dev/null || true
  log=$(temporary) || exit 1
  if ! "$MVN" --batch-mode --quiet --no-transfer-progress -Dstyle.color=never -Pquick "-Dnative=$native" \
    -Ddoclint.skip=true -Dmaven.main.skip=true process-test-resources >"$log" 2>&1 </dev/null; then
    grep -v '^$' "$log" >&2
    rm -f "$log"
    die "the build failed, see above"
  fi
  rm -f "$log"
  mv "$now" "$before"
}

# classes MODULE SET: its folder. below MODULE SET: the sets that it rests on, nearest first, a line each.
classes() {
  case $2 in
    main) printf '%s\n' "$PWD/$1/target/quick/target/classes" ;;
    test) printf '%s\n' "$PWD/$1/target/quick/target/test-classes" ;;
  esac
}
below() {
  local module all=()
  for module in "${modules[@]}"; do
    [ "$module" != "$1" ] || break
    all=("$module main" "${all[@]}")
  done
  [ "$2" = main ] || all=("$1 main" "${all[@]}")
  [ ${#all[@]} = 0 ] || printf '%s\n' "${all[@]}"
}

# declared FOLDER CLASS...: what the files of these names and of those nested in them declare to others. Anonymous and local
# classes declare nothing.
declared() {
  local folder=$1 name files=()
  shift
  for name in "$@"; do
    files+=(-o -path "./$name.class" -o -path "./$name\$*.class")
  done
  (cd "$folder" && find . -type f '(' "${files[@]:1}" ')' ! -name '*$[0-9]*' | sort | xargs -r javap -package -constants)
}

# alone FOLDER CLASSES FILE...: compiles the changed files into FOLDER, then among the CLASSES; returns 1 if that does not do.
alone() {
  local folder=$1 classes=$2 names=() name
  shift 2
  ! grep -qw sealed "$@" || return 1 # javap does not show all subclasses that a switch counts on
  mkdir -p "$folder"
  "${javac[@]}" -d "$folder" -cp "$classes:$path" "$@" || die "not compiled: javac ended with $?"
  for name in "$@"; do
    name=${name#*/java/}
    names+=("${name%.java}")
  done
  [ "$(declared "$classes" "${names[@]}")" = "$(declared "$folder" "${names[@]}")" ] || return 1
  rm -f "$manifest" # until all are in their place
  for name in "${names[@]}"; do
    rm -f "$classes/$name.class" "$classes/$name\$"*.class
  done
  cp -r "$folder/." "$classes"
}

# whole FOLDER CLASSES FILE...: all of a set.
whole() {
  local folder=$1 classes=$2
  shift 2
  rm -rf "$folder"
  mkdir -p "$folder" "$classes"
  "${javac[@]}" -d "$folder" -cp "$path" "$@" || die "not compiled: javac ended with $?"
  rm -f "$manifest"
  find "$classes" -name '*.class' -delete
  cp -r "$folder/." "$classes"
  date +%s.%N >"${manifest%.files}.declares"
}

# compile MODULE SET: brings it up to date, or ends the script with javac's errors and all as it was.
compile() {
  local folder=$PWD/$1/target/quick manifest sources classes path module set changed=()
  manifest=$folder/$2.files sources=$1/src/$2/java
  classes=$(classes "$1" "$2")
  path=$(paste -sd : "$folder/target/class-path")
  [ "$2" = main ] || path=$(classes "$1" main):$path
  {
    printf 'below: %s\n' "$JAVA_HOME"
    cksum scripts/lib/quick.sh "$folder/target/class-path" | sed 's/^/below: /'
    while read -r module set; do
      sed "s/^/below: $module /" "$module/target/quick/$set.declares"
    done < <(below "$1" "$2")
    listed "$sources" | grep -v '/module-info\.java '
  } >"$manifest.new"
  ! cmp -s "$manifest.new" "$manifest" || return 0
  rm -rf "$folder/part"
  mapfile -t sources < <(sed '/^below: /d; s/ .*//' "$manifest.new")
  if [ -e "$manifest" ] && cmp -s <(grep '^below: ' "$manifest.new") <(grep '^below: ' "$manifest") &&
    cmp -s <(sed 's/ .*//' "$manifest.new") <(sed 's/ .*//' "$manifest"); then
    mapfile -t changed < <(comm -13 "$manifest" "$manifest.new" | sed 's/ .*//')
  fi
  if [ ${#changed[@]} = 0 ] || [ ${#changed[@]} -gt 20 ] || ! alone "$folder/part" "$classes" "${changed[@]}"; then
    note "compiling all of $1/src/$2"
    whole "$folder/part" "$classes" "${sources[@]}"
  fi
  rm -rf "$folder/part"
  mv "$manifest.new" "$manifest"
}

# test_module MODULE FILE...: its test classes in one JVM, as the module's first run by Maven has it.
test_module() {
  local module=$1 file name chosen=() path log status=0
  shift
  for file in "$@"; do
    name=${file#*/java/}
    name=${name%.java}
    chosen+=("--select-class=${name//\//.}")
  done
  path=$(classes "$module" test):$(classes "$module" main):$(cat "$module/target/quick/target/class-path")
  log=$(temporary) || exit 1
  (cd "$module" && java --enable-native-access=ALL-UNNAMED "-Dnative=$native" "-Dbasedir=$PWD" -Dslf4j.internal.verbosity=ERROR \
    -cp "$path" org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --details=tree \
    --fail-if-no-tests --config=jqwik.database=target/quick/jqwik-database --config=jqwik.reporting.onlyfailures=true \
    "${chosen[@]}") 2>&1 </dev/null | tee "$log" | sed -u '/^\[ *[0-9]* \(containers\|tests\) .*\]$/d; /^$/d' || status=$?
  passed=$((passed + $(counted_as successful)))
  failed=$((failed + $(counted_as failed)))
  skipped=$((skipped + $(counted_as skipped) + $(counted_as aborted)))
  rm -f "$log"
  return $status
}

# counted_as WHAT: from the summary in test_module's log. An assumption that fails aborts a test, as JUnit calls it.
counted_as() {
  local number
  number=$(sed -n "s/^\[ *\([0-9]*\) tests $1 *\]\$/\1/p" "$log")
  printf '%s\n' "${number:-0}"
}

quick_run() {
  local module last=0 i own file status=0 begin=$SECONDS passed=0 failed=0 skipped=0
  if have flock; then
    mkdir -p target/quick
    exec 9>target/quick/lock
    flock -n 9 || die "another scripts/test quick is at work here"
  fi
  prepare
  scripts/build-native "--out=$(classes allocator-native main)/META-INF/native" "--native=$native"
  for i in "${!modules[@]}"; do
    [[ " ${tests[*]}" != *" ${modules[i]}/"* ]] || last=$i
  done
  for ((i = 0; i <= last; i++)); do
    compile "${modules[i]}" main
  done
  for module in "${modules[@]}"; do
    own=()
    for file in "${tests[@]}"; do
      [[ $file != $module/* ]] || own+=("$file")
    done
    if [ ${#own[@]} != 0 ]; then
      compile "$module" test
      test_module "$module" "${own[@]}" || status=$?
    fi
  done
  say "$((SECONDS - begin)) s"
  say "$passed passed, $failed failed, $skipped skipped"
  return $status
}
