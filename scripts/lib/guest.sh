# Guests of scripts/lab: what they are made of, and their boot under emulation. Sourced after setup.sh and debian.sh; never run.
#
#   guest_kernel SUITE ARCH      sets kernel, the file; returns 1 with $refusal set
#   guest_disk ARCH              sets disk: a partition with a Java runtime, a C library, busybox and lab/init; as above
#   guest_boot FOLDER            boots it with FOLDER/cell as its second disk; wants kernel, disk and the cell's numbers; the
#                                console goes to FOLDER/log, QEMU's own words to FOLDER/qemu
#
# All is kept in $cache; a folder or file that is there is whole.

readonly cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/ccache-lab
readonly disk_suite=trixie # the first with a Java 25 runtime; it runs on older kernels too
readonly disk_signature=63636163
readonly disk_packages=(openjdk-25-jre-headless libc6 zlib1g libgcc-s1 libstdc++6 busybox-static)

PATH=$PATH:/usr/sbin:/sbin # mkfs.ext4 of users that are not root

guest_kernel() {
  local folder=$cache/kernel-$1-$2 package
  if [ ! -e "$folder" ]; then
    say "fetching a kernel of $1"
    rm -rf "$folder.new"
    # Debian's kernels for virtual machines have NVMe and ext4 built in: no initramfs is needed.
    debian_root "$cache/apt-$1-$2" "$1" "$2" && package=$(debian_newest "linux-image-[0-9][^ ]*-cloud-$2") || return 1
    debian_unpack "$folder.new" "$package" || return 1
    rm -rf "$folder.new"/lib "$folder.new"/usr # modules: nothing loads them
    mv "$folder.new" "$folder"
  fi
  kernel=$(compgen -G "$folder/boot/vmlinuz-*") || refusal="no kernel in $folder"
  [ -n "$kernel" ]
}

guest_disk() {
  local root=$cache/root-$1
  disk=$cache/disk-$1-$(cat lab/init scripts/lib/guest.sh | cksum | cut -d ' ' -f 1).img
  [ ! -e "$disk" ] || return 0
  have mkfs.ext4 || install_packages e2fsprogs || {
    refusal="no mkfs.ext4 ($INSTALL_REFUSAL)"
    return 1
  }
  if [ ! -e "$root" ]; then
    say "fetching a Java runtime of $disk_suite"
    rm -rf "$root.new"
    mkdir -p "$root.new"/usr/{lib,lib64,bin} "$root.new"/{proc,sys,dev,tmp,cell,lab}
    ln -s usr/lib usr/lib64 usr/bin "$root.new" # packages of this suite have nothing outside usr
    debian_root "$cache/apt-$disk_suite-$1" $disk_suite "$1" &&
      debian_unpack "$root.new" "${disk_packages[@]}" || return 1
    rm -rf "$root.new"/usr/share
    mv "$root.new" "$root"
  fi
  install lab/init "$root/lab/init"
  rm -f "$cache"/disk-"$1"-*.img
  refusal="no file system could be made of $root"
  file_system "$root" "$disk.part" && partitioned "$disk.part" "$disk.new" && mv "$disk.new" "$disk" && rm -f "$disk.part"
}

# partitioned FILE DISK: a disk with FILE as its only partition, which the kernel finds by $disk_signature. Kernels probe NVMe
# devices at the same time: the root by the name of a device would now and then be the cell's own disk.
partitioned() {
  local sectors
  sectors=$(($(stat -c %s "$1") / 512))
  rm -f "$2"
  truncate -s $((1 << 20)) "$2"
  # Byte 440 of a master boot record: the signature, two bytes of nothing, the first entry: not bootable, no places by
  # cylinder, type Linux, first sector, sectors.
  { little_endian 0x$disk_signature && printf '\0\0\0\0\0\0\203\0\0\0' && little_endian 2048 && little_endian $sectors; } |
    dd of="$2" bs=1 seek=440 conv=notrunc status=none
  printf '\125\252' | dd of="$2" bs=1 seek=510 conv=notrunc status=none
  dd if="$1" of="$2" bs=1M seek=1 conv=notrunc,sparse status=none
}

# little_endian NUMBER: its four bytes.
little_endian() {
  local shift
  for shift in 0 8 16 24; do
    printf '%b' "\\0$(printf '%o' $((($1 >> shift) & 255)))"
  done
}

# file_system FOLDER FILE: an ext4 file system with the folder's contents, a tenth and 16 MiB larger than they are.
file_system() {
  local mib
  mib=$(du -sm --apparent-size "$1" | cut -f 1)
  rm -f "$2.new"
  truncate -s $((mib * 11 / 10 + 16))M "$2.new"
  mkfs.ext4 -q -F -d "$1" "$2.new" >&2 && mv "$2.new" "$2"
}

guest_machine() {
  local node first
  printf '%s\n' -m $((nodes * node_mib)) -smp "$((nodes * node_cpus)),sockets=$nodes,cores=$node_cpus"
  for ((node = 0; node < nodes; node++)); do
    first=$((node * node_cpus))
    printf '%s\n' -object "memory-backend-ram,id=m$node,size=${node_mib}M" \
      -numa "node,nodeid=$node,cpus=$first-$((first + node_cpus - 1)),memdev=m$node"
    [ $node = 0 ] || printf '%s\n' -numa "dist,src=0,dst=$node,val=21"
  done
}

# guest_boot FOLDER: exit status of QEMU, 137 if the limit was reached. Never with hardware support: it is not everywhere, and
# guests are there to show what is right, not what is fast. lpj: where many emulated processors share few real ones, the
# measuring of their speed at boot comes to no end.
guest_boot() {
  local machine status=0
  mapfile -t machine < <(guest_machine)
  file_system "$1/cell" "$1/cell.img"
  rm -f "$1/log"
  command=(timeout -s KILL "$limit" qemu-system-x86_64 -M q35 -cpu max -accel tcg,thread=multi "${machine[@]}"
    -drive "file=$disk,format=raw,if=none,id=d0,readonly=on" -device nvme,drive=d0,serial=1
    -drive "file=$1/cell.img,format=raw,if=none,id=d1,readonly=on" -device nvme,drive=d1,serial=2
    -kernel "$kernel"
    -append "console=ttyS0 quiet panic=-1 lpj=4000000 root=PARTUUID=$disk_signature-01 ro rootwait init=/lab/init"
    -display none -serial "file:$1/log" -monitor none -no-reboot -nic none)
  "${command[@]}" </dev/null >"$1/qemu" 2>&1 &
  qemu=$!
  { wait $qemu || status=$?; } 2>/dev/null # the shell's own word about a kill is not wanted
  qemu=
  return $status
}
