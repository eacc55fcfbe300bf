# Fetches Debian packages of any release and architecture without touching the machine's own lists. Sourced, never run.
#
#   debian_root FOLDER SUITE ARCH    prepares apt's lists, state and cache in FOLDER; returns 1 with $refusal set
#   debian_apt COMMAND...            apt-get there; what it says goes to FOLDER/log; returns 1 with $refusal set
#   debian_newest PATTERN            the newest package, by version order, whose name matches (extended regular expression)
#   debian_unpack ROOT PACKAGE...    fetches packages, without what they depend on, and unpacks them into ROOT
#
# Callable where the shell's -e is off, as in conditions. apt checks what it fetches against the release's signature.

refusal="nothing was refused"

# debian_mirror: the machine's own, of whatever release it is.
debian_mirror() {
  local mirror
  mirror=$(apt-get indextargets --format '$(SITE)' 'Origin: Debian' 'Created-By: Packages' 2>/dev/null | grep -v security |
    sort -u | head -n 1) || true
  [ -n "$mirror" ] || mirror=$(sed -n 's/^URIs: *\(.*debian\) *$/\1/p' /etc/apt/sources.list.d/*.sources 2>/dev/null | head -n 1)
  [ -n "$mirror" ] && printf '%s\n' "$mirror"
}

debian_root() {
  local mirror key=/usr/share/keyrings/debian-archive-keyring.gpg
  apt_root=$1 apt_arch=$3
  if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    refusal="no apt-get and dpkg-deb here"
    return 1
  elif ! mirror=$(debian_mirror); then
    refusal="no Debian mirror in this machine's sources"
    return 1
  elif [ ! -r $key ]; then
    refusal="no $key"
    return 1
  fi
  mkdir -p "$apt_root/lists/partial" "$apt_root/cache/archives/partial" "$apt_root/debs"
  : >"$apt_root/status"
  printf 'deb [arch=%s signed-by=%s] %s %s main\n' "$apt_arch" $key "$mirror" "$2" >"$apt_root/sources.list"
  debian_apt update
}

debian_options() {
  printf '%s\n' -o APT::Architecture="$apt_arch" -o APT::Architectures="$apt_arch" -o Dir::State="$apt_root" \
    -o Dir::State::lists="$apt_root/lists" -o Dir::State::status="$apt_root/status" -o Dir::Cache="$apt_root/cache" \
    -o Dir::Etc::sourcelist="$apt_root/sources.list" -o Dir::Etc::sourceparts=/dev/null -o APT::Sandbox::User=root \
    -o Acquire::Retries=1 -o Acquire::http::Timeout=15
}

debian_apt() {
  local options
  mapfile -t options < <(debian_options)
  # update alone ends with 0 although it could fetch nothing.
  if apt-get -q "${options[@]}" -o APT::Update::Error-Mode=any "$@" >"$apt_root/log" 2>&1 </dev/null; then
    return 0
  fi
  refusal="apt-get $1: $(grep -m 1 '^[EW]: ' "$apt_root/log" || tail -n 1 "$apt_root/log")"
  return 1
}

debian_newest() {
  local options newest
  mapfile -t options < <(debian_options)
  newest=$(apt-cache "${options[@]}" pkgnames | grep -E "^($1)\$" | sort -V | tail -n 1) || true
  [ -n "$newest" ] || refusal="no package like $1"
  [ -n "$newest" ] && printf '%s\n' "$newest"
}

debian_unpack() {
  local root=$1 package
  shift
  rm -f "$apt_root"/debs/*.deb
  (cd "$apt_root/debs" && debian_apt download "$@") || {
    refusal="apt-get download: $(grep -m 1 '^E: ' "$apt_root/log" || tail -n 1 "$apt_root/log")" # set in a subshell above
    return 1
  }
  mkdir -p "$root"
  for package in "$apt_root"/debs/*.deb; do
    dpkg-deb -x "$package" "$root" || {
      refusal="dpkg-deb could not unpack ${package##*/}"
      return 1
    }
  done
  rm -f "$apt_root"/debs/*.deb
}
