# No padding record before the end.
# seen-by: emulated kernel structure
# only: ccache_ring_claim_cid
/\.macro  find_room name/,/\.endm/{
  /movl    %r11d, RING_DATA(%r10,%rax)/d
  /movl    $RECORD_PADDING/d
}
