# The range of the counting sequence ends before its store.
# seen-by: emulated kernel structure
# only: ccache_pop_cid
/movq    %r10, REGION_ABORTS(%rax)/{
  N
  s/^\(.*\)\n\(.*_commit:\)$/\2\n\1/
}
