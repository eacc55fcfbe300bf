# Counts of the hit path of each sequence, entry to ret and [start, commit). After code.awk. A loop counts once, and so
# does what is jumped over.
function count(first, last,    i, l, s, b) {
  for (i = first; i <= last; i++) { l += loads(i); s += stores(i); b += is_branch(i) }
  return sprintf("%4d %4d %4d %4d", last - first + 1, l, s, b)
}
END {
  print "# machine code of the hit path; columns: instructions loads stores branches"
  printf "# %-22s  %-19s  %s\n", "sequence", "entry to ret", "start to commit"
  kinds = split("pop push pop_batch push_batch add list_push list_pop list_take compare_store store_batch copy_store" \
    " ring_offer ring_claim", names, " ")
  for (k = 1; k <= kinds; k++) for (m = 1; m <= 2; m++) {
    name = "ccache_" names[k] (m == 1 ? "_cid" : "_cpu")
    last = line_of[symbol[name "_commit"]]
    start = line_of[symbol[name "_start"]]
    commit = last - 1
    while (instruction[last] != "ret" && last < n) last++
    printf "%-24s  %s  %s\n", name, count(line_of[symbol[name]], last), count(start, commit)
  }
}
