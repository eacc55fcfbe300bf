# The range ends before the commit: an abort there is none, and the store is done anyway.
# seen-by: emulated kernel structure
# only: ccache_pop_cid
/\.macro  pop name/,/\.endm/{
  /HEADER_CURRENT(%r10,%rsi)$/{
    N
    s/^\(.*\)\n\(.*_commit:\)$/\2\n\1/
  }
}
