# What was added to the abort counter is added again at the next abort.
# seen-by: emulated
# only: ccache_ring_claim_cid
/movl    %r11d, %r11d/d
