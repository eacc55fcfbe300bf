# The last byte of a copy is left out.
# seen-by: emulated kernel structure
# only: ccache_ring_offer_cid
/\.macro  copy/,/\.endm/{
  /movb    %r11b, (%rax)/d
}
