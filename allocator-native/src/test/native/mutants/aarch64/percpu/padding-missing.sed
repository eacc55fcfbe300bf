# No padding record before the end.
# seen-by: emulated kernel structure
# only: ccache_ring_claim_cid
/\.macro  find_room name/,/\.endm/{
  /str     x10, \[x7, #RING_DATA\]/d
}
