# Reads an object into arrays, for structure.awk and golden.awk. Input files, each after phase=NAME on the command line:
#   symbols  nm OBJECT                    symbol[name] = address
#   code     objdump -dw --no-show-raw-insn   instruction[i], operands[i], note[i], at[i]; line_of[address] = i
#   data     objdump -s                   byte[address]
#   places   readelf -rW                  relocated[address] = value (relative relocations of a shared library)
# machine=x86_64|aarch64

phase == "symbols" && NF == 3 { symbol[$3] = hex($1) }

phase == "code" && /^ *[0-9a-f]+:\t/ {
  n++
  address = $1
  sub(/:.*/, "", address)
  text = $0
  sub(/^[^\t]*\t/, "", text)
  note[n] = ""
  if (match(text, / +(#|\/\/) /)) {
    note[n] = substr(text, RSTART)
    text = substr(text, 1, RSTART - 1)
  }
  sub(/[ \t]+$/, "", text)
  at[n] = hex(address)
  line_of[at[n]] = n
  instruction[n] = text
  sub(/[ \t].*/, "", instruction[n])
  operands[n] = text
  if (!sub(/^[^ \t]+[ \t]+/, "", operands[n])) operands[n] = ""
}

phase == "data" && /^Contents of section / { section = $4; sub(/:$/, "", section) }
phase == "data" && /^ [0-9a-f]+ / {
  address = hex($1)
  text = substr($0, index(substr($0, 2), " ") + 2, 35)
  gsub(/ /, "", text)
  if (!(section in from)) from[section] = address
  for (i = 1; i < length(text); i += 2) byte[address++] = hex(substr(text, i, 2))
  to[section] = address
}

phase == "places" && /_RELATIVE/ { relocated[hex($1)] = hex($NF) }

function word32(a) { return byte[a] + 256 * (byte[a + 1] + 256 * (byte[a + 2] + 256 * byte[a + 3])) }
function word64(a) { return a in relocated ? relocated[a] : word32(a) + 4294967296 * word32(a + 4) }

# The memory operand of instruction i, "" if it has none.
function memory(i,    text) {
  text = operands[i]
  if (machine == "aarch64") return match(text, /\[[^]]*\]/) ? substr(text, RSTART, RLENGTH) : ""
  if (instruction[i] ~ /^(lea|nop|data16|cs$)/) return ""
  if (match(text, /%fs:0x[0-9a-f]+/)) return substr(text, RSTART, RLENGTH)
  return match(text, /[^,]*\([^()]*\)/) ? substr(text, RSTART, RLENGTH) : ""
}

function is_branch(i) {
  return machine == "aarch64" ? instruction[i] ~ /^(b|b\..*|cbz|cbnz|tbz|tbnz)$/ : instruction[i] ~ /^j/
}

function stores(i) {
  if (memory(i) == "") return 0
  if (machine == "aarch64") return instruction[i] ~ /^st/
  return instruction[i] !~ /^(cmp|test|j)/ && operands[i] ~ /(\)|%fs:0x[0-9a-f]+)$/
}

function loads(i) {
  if (memory(i) == "") return 0
  if (machine == "aarch64") return instruction[i] ~ /^ld/
  return instruction[i] !~ /^j/ && !(stores(i) && instruction[i] ~ /^mov/)
}

# Where branch i goes; -1 if it is no direct branch.
function target(i) {
  if (!is_branch(i) || !match(operands[i], /[0-9a-f]+ </)) return -1
  return hex(substr(operands[i], RSTART, RLENGTH - 2))
}
