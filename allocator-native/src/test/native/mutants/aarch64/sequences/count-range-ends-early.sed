# The range of the counting sequence ends before its store.
# seen-by: emulated kernel structure
# only: ccache_pop_cid
/str     x12, \[x11, #REGION_ABORTS\]/{
  N
  s/^\(.*\)\n\(.*_commit:\)$/\2\n\1/
}
