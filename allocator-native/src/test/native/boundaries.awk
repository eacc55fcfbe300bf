# objdump -dw --no-show-raw-insn OBJECT | awk -f hex.awk -f boundaries.awk
# Prints "NAME_start offset" for each instruction in [NAME_start, NAME_commit].
/^[0-9a-f]+ <.*>:$/ {
  label = substr($2, 2, length($2) - 3)
  if (label ~ /_start$/) { start = label; base = hex($1) }
  if (label ~ /_commit$/) closing = 1
  next
}
/^ *[0-9a-f]+:\t/ && start != "" {
  split($1, address, ":")
  print start, hex(address[1]) - base
  if (closing) start = ""
  closing = 0
}
