# What the object code of every sequence must look like (sequences.md, rules; percpu.md). After code.awk.
# Prints "broken: ..." for each finding and a line of totals; exit status 1 if anything is broken.

function broken(text) {
  print "  broken: " text
  findings++
}

# Does instruction i, before NAME_start, form the address of the descriptor?
function forms_descriptor(i, descriptor,    page, low) {
  if (machine == "x86_64") return instruction[i] == "lea" && note[i] ~ /#/ && hex_in(note[i]) == descriptor
  if (instruction[i] != "add" || instruction[i - 1] != "adrp") return 0
  match(operands[i - 1], /[0-9a-f]+( <|$)/)
  page = operands[i - 1]
  sub(/^[^,]*, */, "", page)
  sub(/ .*/, "", page)
  low = operands[i]
  sub(/.*#/, "", low)
  return hex(page) + hex(low) == descriptor
}

function hex_in(text) {
  return match(text, /[0-9a-f]+ </) ? hex(substr(text, RSTART, RLENGTH - 2)) : -1
}

function arms(i) {
  return machine == "x86_64" ? instruction[i] == "mov" && operands[i] ~ /,%fs:0x5ca1a808$/ \
                             : instruction[i] == "str" && operands[i] ~ /, \[x9, #8\]$/
}

function reads_index(i) {
  return loads(i) && (machine == "x86_64" ? memory(i) ~ /^%fs:/ : memory(i) ~ /^\[x9/)
}

# Limit, stride and capacity, below the base: never written, so it does not matter when they are read.
function reads_space(i) {
  return loads(i) && !stores(i) && (machine == "x86_64" ? memory(i) ~ /^-0x(80|78|70)\(%rdi\)$/ \
                                                        : memory(i) ~ /^\[x0, #-(128|120|112)\]$/)
}

# Writes to what is below the base, or to the base itself by its own register.
function writes_space(i) {
  return stores(i) && (machine == "x86_64" ? memory(i) ~ /\(%rdi\)$/ : memory(i) ~ /^\[x0[],]/)
}

function forbidden_inside(i) {
  return machine == "x86_64" ? instruction[i] ~ /^(call|ret|push|pop|syscall|sysenter|int|leave|enter|lock|rep|std)/ \
                             : instruction[i] ~ /^(bl|blr|br|ret|svc|hvc|brk|stl?xr|ldax)/
}

function forbidden_register(i,    text) {
  text = operands[i]
  sub(/[0-9a-f]+ <.*/, "", text) # the target of a branch
  return machine == "x86_64" ? text ~ /%([re]?b[xp]|b[hlp]l?|[re]?spl?|r1[2-5][dwb]?|[yz]mm[0-9]|mm[0-9]|st)([^0-9a-z]|$)/ \
                             : text ~ /(^|[^0-9a-z])([xw](1[6-9]|2[0-9]|30)|sp|[vqdsb][0-9]+)([^0-9a-z]|$)/
}

# The sequence NAME between its labels: wanted = how many stores it may have, the commit included.
function check_body(name, wanted,    i, first, last, count, order, commit, seen) {
  first = line_of[symbol[name "_start"]]
  last = line_of[symbol[name "_commit"]] - 1
  if (first == "" || last < first) return broken(name ": start and commit are no instructions in this order")
  commit = memory(last)
  for (i = first; i <= last; i++) {
    inside++
    covered[i] = name
    if (forbidden_inside(i)) broken(name ": " instruction[i] " inside")
    if (is_branch(i)) {
      t = target(i)
      if (t < 0) broken(name ": a branch to nowhere known inside")
      else if (t == symbol[name "_start"] && wanted > 0) broken(name ": branches to its own start")
      else if ((t < symbol[name "_start"] || t >= symbol[name "_commit"]) && !((symbol[name "_start"], t) in exit_listed))
        broken(name ": leaves at an exit that __rseq_exit_point_array does not list")
      else used[symbol[name "_start"], t] = 1
    }
    if (wanted > 0 && writes_space(i)) broken(name ": writes to the words below the base")
    if (reads_index(i)) order = order "i"
    else if (reads_space(i)) continue
    else if (memory(i) != "" && i < last) {
      order = order (memory(i) == commit ? "c" : "m")
      if (loads(i) && memory(i) == commit) seen = 1
    }
    if (stores(i)) count++
    if (stores(i) && i < last && memory(i) == commit) broken(name ": a store to the committed word before the commit")
  }
  if (wanted == 0) return
  # Read, add and write in one instruction: the kernel interrupts before or after it.
  if (name ~ /^ccache_add_c[ip][du]$/ && machine == "x86_64") seen = instruction[last] == "add" && loads(last)
  else if (loads(last)) broken(name ": its last instruction reads")
  if (!stores(last)) broken(name ": its last instruction is not the commit store")
  if (count != wanted) broken(name ": " count + 0 " stores, not " wanted)
  if (!seen && name !~ /^ccache_store_batch/) broken(name ": the commit writes a word that the sequence has not read")
  if (order !~ /^i/) broken(name ": the index is not its first access to memory")
  if (order ~ /^i.*i/) broken(name ": the index is read twice")
  if (name !~ /_count$/ && order !~ /^im/) broken(name ": the state is not read before the magazine")
  if (name !~ /_count$/ && !compares_state(line_of[symbol[name "_start"]], last)) broken(name ": the state is not compared")
}

# The second access, those below the base aside, is to the region's first word, and a branch follows it.
function compares_state(first, last,    i, n) {
  for (i = first; i <= last; i++) {
    if (memory(i) == "" || reads_space(i)) continue
    if (++n < 2) continue
    if (machine == "x86_64") return instruction[i] == "cmpl" && memory(i) ~ /^\(%r[0-9a-z]+\)$/ && is_branch(i + 1)
    return instruction[i] == "ldar" && instruction[i + 1] == "cmp" && is_branch(i + 2)
  }
  return 0
}

# aarch64 orders nothing by itself: what others acquire is committed by a release, the tail is read by an acquire. On both
# architectures the limit is compared next to the index, and a branch follows it.
function check_percpu(name,    i, first, last, tails) {
  first = line_of[symbol[name "_start"]]
  last = line_of[symbol[name "_commit"]] - 1
  if (!(reads_space(first + 1) && (machine == "x86_64" ? instruction[first + 1] ~ /^cmp/ && is_branch(first + 2) \
                                                       : instruction[first + 2] == "cmp" && is_branch(first + 3))))
    broken(name ": the limit is not compared")
  if (machine == "x86_64" || name ~ /_count$/) return
  if (name ~ /compare_store|store_batch|copy_store|ring/ && instruction[last] != "stlr")
    broken(name ": the commit is no release")
  if (name !~ /ring/) return
  for (i = first + 1; i <= last; i++)
    tails += instruction[i] == "ldar" && instruction[i - 1] == "add" && operands[i - 1] ~ /^x[0-9]+, x11, #0x80$/
  if (tails != 1) broken(name ": the tail is not acquired")
}

function check_around(name,    first, i) {
  first = line_of[symbol[name "_start"]]
  if (!arms(first - 1)) broken(name ": the instruction before start is not the store to rseq_cs")
  if (!forms_descriptor(first - 2, symbol[name "_cs"])) broken(name ": what is stored to rseq_cs is not its own descriptor")
  if (symbol[name "_restart"] != at[first - (machine == "x86_64" ? 2 : 3)]) broken(name ": restart is not where the descriptor is formed")
  for (i = line_of[symbol[name "_commit"]]; i <= n && !is_branch(i) && instruction[i] != "ret"; i++) {
    if (stores(i)) broken(name ": a store after the commit")
  }
}

function check_descriptor(name,    d) {
  d = symbol[name "_cs"]
  if (!(name "_cs" in symbol)) return broken(name ": no descriptor of that name")
  if (!(d in listed)) broken(name ": not in __rseq_cs_ptr_array")
  if (d % 32 != 0) broken(name ": descriptor not aligned to 32")
  if (word32(d) != 0 || word32(d + 4) != 0) broken(name ": version or flags are not 0")
  if (word64(d + 8) != symbol[name "_start"]) broken(name ": wrong start in the descriptor")
  if (word64(d + 8) + word64(d + 16) != symbol[name "_commit"]) broken(name ": the range does not end at commit")
  if (word64(d + 24) != symbol[name "_abort"]) broken(name ": wrong abort handler in the descriptor")
  if (word32(symbol[name "_abort"] - 4) != (machine == "x86_64" ? 1392848979 : 3559439360)) # 0x53053053, 0xd428bc00
    broken(name ": no signature before the abort handler")
  descriptors++
}

END {
  for (a = from["__rseq_cs_ptr_array"]; a < to["__rseq_cs_ptr_array"]; a += 8) { listed[word64(a)] = 1; entries++ }
  for (a = from["__rseq_exit_point_array"]; a < to["__rseq_exit_point_array"]; a += 16) {
    exit_listed[word64(a), word64(a + 8)] = 1
    exits++
  }
  split("pop push pop_batch push_batch add list_push list_pop list_take compare_store store_batch copy_store" \
    " ring_offer ring_claim", kinds, " ")
  split(machine == "x86_64" ? "1 2 2 2 1 2 1 1 1 2 6 10 6" : "1 2 2 2 1 2 1 1 1 2 6 9 4", store_counts, " ")
  for (k = 1; k <= 13; k++) for (m = 1; m <= 2; m++) {
    name = "ccache_" kinds[k] (m == 1 ? "_cid" : "_cpu")
    check_descriptor(name); check_body(name, store_counts[k]); check_around(name)
    check_descriptor(name "_count"); check_body(name "_count", 1); check_around(name "_count")
    if (k > 4) { check_percpu(name); check_percpu(name "_count") }
  }
  # The last function of per-CPU memory ends with the refusal of a bad index.
  for (i = line_of[symbol["ccache_ring_claim_cpu_bad_index"]]; i < n && instruction[i] != "ret"; ) i++
  percpu_end = at[i]
  check_descriptor("ccache_probe_spin"); check_body("ccache_probe_spin", 0); check_around("ccache_probe_spin")

  if (entries != descriptors) broken(entries + 0 " entries in __rseq_cs_ptr_array, " descriptors " sequences")
  if (to["__rseq_cs"] - from["__rseq_cs"] != 32 * descriptors) broken("__rseq_cs holds more or less than the descriptors")
  for (e in exit_listed) if (!(e in used)) broken("__rseq_exit_point_array lists an exit that nobody takes")
  for (i = 1; i <= n; i++) {
    t = target(i)
    # Nobody enters a sequence but through the store to rseq_cs.
    if (t >= 0 && t in line_of && line_of[t] in covered && covered[line_of[t]] != covered[i])
      broken(covered[line_of[t]] ": entered from outside, unarmed, at " at[i])
    if (!(i in covered) && reads_index(i) && in_sequences(at[i])) broken("an index is read outside a sequence, at " at[i])
    if (in_sequences(at[i]) && forbidden_register(i)) broken("a register that is not ours: " instruction[i] " " operands[i])
  }
  printf "%d descriptors, %d instructions inside, %d exits, %d broken\n", descriptors, inside, exits, findings
  exit findings > 0
}

# Code of the sequences and their abort handlers, from the first entry to the index functions, and of those on per-CPU memory.
function in_sequences(a) {
  return (a >= symbol["ccache_pop_cid"] && a < symbol["ccache_index_cid"]) || \
         (a >= symbol["ccache_add_cid"] && a <= percpu_end) || \
         (a >= from["__rseq_failure"] && a < to["__rseq_failure"])
}
