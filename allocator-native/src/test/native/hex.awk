# hex(S): the number written in hexadecimal, with or without 0x. Exact below 2^53: enough for addresses in a file.
function hex(s,    n, i) {
  sub(/^0x/, "", s)
  n = 0
  for (i = 1; i <= length(s); i++) n = n * 16 + index("0123456789abcdef", substr(s, i, 1)) - 1
  return n
}
