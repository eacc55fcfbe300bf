# The range ends before the commit: an abort there is none, and the store is done anyway.
# seen-by: emulated kernel structure
# only: ccache_pop_cid
/\.macro  pop name/,/\.endm/{
  /str     w13, \[x12/{
    N
    s/^\(.*\)\n\(.*_commit:\)$/\2\n\1/
  }
}
