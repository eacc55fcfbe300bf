# A call inside.
# seen-by: structure
# only: ccache_ring_offer_cid
/\.macro  ring_offer name/,/\.endm/s/^ *copy$/        bl      ccache_add_cid/
