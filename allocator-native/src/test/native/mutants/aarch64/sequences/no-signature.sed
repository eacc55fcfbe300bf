# No signature before the abort handler.
# seen-by: emulated kernel structure
# only: ccache_pop_cid
/\.macro  on_abort/,/\.endm/{
  /^ *\.inst   RSEQ_SIGNATURE/{
    N
    s/^.*\n\(.*_abort:\)$/\1/
  }
}
