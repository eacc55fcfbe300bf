# Finds what the build needs, or installs it from Debian where that is possible. Sourced by the scripts, never run.
#
#   need_jdk        JAVA_HOME and PATH of a JDK 25, else ends the script
#   need_maven      MVN, else ends the script; after need_jdk
#   need_compiler   CC, else says why not and returns 1: the build then goes on without native code
#   want_package    an optional package; its absence is told and costs only what needs it
#
# Works with an empty environment (HOME, PATH and LANG are enough), as root in a container or as a user with sudo.

readonly JDK_VERSION=25
readonly JDK_PACKAGE=openjdk-25-jdk-headless

# What tools print is parsed: numbers, order and messages are not the user's. The encoding of file names is.
# Bash complains of a locale that is not installed; it has done so at its start.
{
  LC_CTYPE=${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} LC_NUMERIC=C LC_COLLATE=C LC_MESSAGES=C
  unset LC_ALL
} 2>/dev/null
export LC_CTYPE LC_NUMERIC LC_COLLATE LC_MESSAGES

say() { printf '%s\n' "$*"; }
note() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() {
  note "$@"
  exit 1
}

# usage: the script's first comment. $self is the script, $0 may have been relative to another folder.
usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$self"; }

# misuse TEXT: wrong arguments: why, and what would be right, the first lines of the comment that begin with the script's name.
misuse() {
  local line name=
  note "$@"
  {
    read -r line
    while read -r _ line; do
      [ "${name:=${line%% *}}" = "${line%% *}" ] || break
      printf 'usage: %s\n' "$line"
    done
  } <"$self" >&2
  exit 2
}

# temporary [-d]: a file or a folder.
temporary() {
  mktemp "$@" 2>/dev/null || die "no temporary file can be made in ${TMPDIR:-/tmp}: set TMPDIR to a folder that can be written to"
}

# need_writable: all that is built goes into target folders of the sources.
need_writable() {
  [ -w . ] || die "cannot write to $PWD, where the build puts its files: copy it to where you can"
}

have() { command -v "$1" >/dev/null 2>&1; }

# jdk_of HOME: true if HOME holds a JDK (not only a JRE) of the wanted version. Reads the release file: starts no JVM.
jdk_of() {
  [ -x "$1/bin/javac" ] && grep -qs "^JAVA_VERSION=\"$JDK_VERSION[.\"+-]" "$1/release"
}

# Prints the home of the first JDK of the wanted version in the usual folders.
jdk_in_usual_folders() {
  local home
  for home in /usr/lib/jvm/* /opt/* /opt/*/* /usr/local/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
    "${HOME:-/nonexistent}"/.jdks/* "${HOME:-/nonexistent}"/.local/share/mise/installs/java/*; do
    if jdk_of "$home"; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  return 1
}

# Prints the home of the JDK whose java is first on PATH, through symbolic links.
jdk_on_path() {
  local java home
  java=$(command -v java) || return 1
  java=$(readlink -f "$java") || return 1
  home=${java%/bin/java}
  jdk_of "$home" && printf '%s\n' "$home"
}

find_jdk() {
  if [ -n "${CCACHE_JAVA_HOME:-}" ]; then
    jdk_of "$CCACHE_JAVA_HOME" || die "CCACHE_JAVA_HOME=$CCACHE_JAVA_HOME is no JDK $JDK_VERSION"
    printf '%s\n' "$CCACHE_JAVA_HOME"
  elif [ -n "${JAVA_HOME:-}" ] && jdk_of "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
  else
    jdk_on_path || jdk_in_usual_folders
  fi
}

need_jdk() {
  local home
  home=$(find_jdk) || true
  if [ -z "$home" ]; then
    # find_jdk ran in a subshell: its own message is out already if the variable was wrong.
    [ -z "${CCACHE_JAVA_HOME:-}" ] || exit 1
    ! install_packages "$JDK_PACKAGE" || home=$(find_jdk) || true
  fi
  [ -n "$home" ] || die "no JDK $JDK_VERSION found. Install the package $JDK_PACKAGE, or set CCACHE_JAVA_HOME to a JDK" \
    "$JDK_VERSION ($INSTALL_REFUSAL)"
  export JAVA_HOME=$home PATH="$home/bin:$PATH"
}

need_maven() {
  have mvn || install_packages maven || true
  have mvn || die "no Maven found. Install the package maven, or put mvn on PATH ($INSTALL_REFUSAL)"
  MVN=$(command -v mvn)
  # Maven's own Guava still uses Unsafe: its warning on the JDK that need_jdk chose is not ours.
  export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow"
}

# The C compiler's command; $CC wins.
find_compiler() {
  local cc
  for cc in ${CC:+"$CC"} gcc cc; do
    if have "$cc"; then
      printf '%s\n' "$cc"
      return 0
    fi
  done
  return 1
}

compiler_works() {
  local cc
  cc=$(find_compiler) && have readelf && printf '#include <stdio.h>\n' | "$cc" -E -o /dev/null - 2>/dev/null
}

need_compiler() {
  compiler_works || install_packages gcc libc6-dev binutils || true
  if compiler_works; then
    CC=$(find_compiler)
    export CC
  else
    note "no C compiler with binutils found: no native code in this build. Install the packages gcc libc6-dev binutils," \
      "or set CC ($INSTALL_REFUSAL)"
    return 1
  fi
}

# want_package PACKAGE WHAT REASON: WHAT is a command, or a pattern of an absolute path. Returns 1 if it cannot be had.
want_package() {
  provided "$2" && return 0
  install_packages "$1" && provided "$2" && return 0
  say "without $1: $3 ($INSTALL_REFUSAL)"
  return 1
}

provided() {
  case $1 in
    /*) compgen -G "$1" >/dev/null ;;
    *) have "$1" ;;
  esac
}

# Why the last install_packages failed, for messages.
INSTALL_REFUSAL="nothing was tried"

# install_packages PACKAGE...: Debian's, without questions. Offline it fails within seconds, then at once.
install_packages() {
  local as=() log
  if ! have apt-get; then
    INSTALL_REFUSAL="not installed: no apt-get here"
    return 1
  fi
  if [ "$(id -u)" != 0 ]; then
    if ! have sudo || ! sudo -n true 2>/dev/null; then
      INSTALL_REFUSAL="not installed: neither root nor sudo without a password"
      return 1
    fi
    as=(sudo -n)
  fi
  say "installing $*"
  log=$(temporary) || exit 1
  if apt_run "$log" install "$@" || { apt_update "$log" && apt_run "$log" install "$@"; }; then
    rm -f "$log"
    INSTALL_REFUSAL="installed, but it does not hold that"
    return 0
  fi
  INSTALL_REFUSAL="apt-get: $(grep -m 1 '^E: ' "$log" | cut -c 4- || true)"
  rm -f "$log"
  return 1
}

apt_run() {
  local log=$1
  shift
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends \
    -o Acquire::Retries=1 -o Acquire::http::Timeout=15 -o DPkg::Lock::Timeout=120 "$@" >"$log" 2>&1 </dev/null
}

# The package lists are fetched once per run of a script, and only after an install has failed.
APT_UPDATED=
apt_update() {
  [ -z "$APT_UPDATED" ] || return 1
  APT_UPDATED=yes
  apt_run "$1" update
}
