# Seen is set beyond the tail that was read.
# seen-by: emulated kernel
# only: ccache_ring_offer_cid
/\.macro  find_room name/,/\.endm/s/str     x10, \[x11, #RING_SEEN\]/add     x10, x10, #8\
&/
