# The head is stored before the record.
# seen-by: emulated kernel structure
# only: ccache_ring_offer_cid
/\.macro  ring_offer name/,/\.endm/{
  s/^ *leaq    RECORD_HEADER(%rcx), %r11/        leaq    (%rsi,%r9), %r11\
        movq    %r11, RING_HEAD(%r10)\
&/
}
