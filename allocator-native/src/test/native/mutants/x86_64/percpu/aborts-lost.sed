# The abort counts are not kept where the sequence uses their register.
# seen-by: emulated
# only: ccache_ring_claim_cid
/movq    %xmm3, %r11/d
