# A claim's record looks published before its producer has written it.
# seen-by: emulated kernel
# only: ccache_ring_claim_cid
/negl    %r11d/d
