# Seen is set beyond the tail that was read.
# seen-by: emulated kernel
# only: ccache_ring_offer_cid
/\.macro  find_room name/,/\.endm/s/movq    %r11, RING_SEEN(%r10)/addq    $8, %r11\
&/
