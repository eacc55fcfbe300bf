# The range ends before the commit: an abort there is none, and the store is done anyway.
# seen-by: emulated kernel structure
# only: ccache_ring_claim_cid
/\.macro  ring_claim name/,/\.endm/{
  /stlr    x12, \[x1\]$/{
    N
    s/^\(.*\)\n\(.*_commit:\)$/\2\n\1/
  }
}
