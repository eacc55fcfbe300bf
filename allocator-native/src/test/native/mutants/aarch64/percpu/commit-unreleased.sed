# The head is stored without release: whoever reads it may not see the record. Not to be shown where emulation runs in order.
# seen-by: structure
# only: ccache_ring_offer_cid
/\.macro  ring_offer name/,/\.endm/s/stlr    x12, \[x1\]/str     x12, [x1]/
