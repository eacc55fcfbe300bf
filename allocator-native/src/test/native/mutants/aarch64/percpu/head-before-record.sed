# The head is stored before the record.
# seen-by: emulated kernel structure
# only: ccache_ring_offer_cid
/\.macro  ring_offer name/,/\.endm/{
  s/^ *add     x10, x3, #RECORD_HEADER/        stlr    x12, [x1]\
&/
}
