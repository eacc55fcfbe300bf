# A claim's record looks published before its producer has written it.
# seen-by: emulated kernel
# only: ccache_ring_claim_cid
/neg     w10, w10/d
