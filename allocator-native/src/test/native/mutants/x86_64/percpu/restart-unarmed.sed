# The abort handler goes to start and does not arm the descriptor again.
# seen-by: emulated kernel structure
# only: ccache_ring_offer_cid
s/jmp     \\name\\()_restart/jmp     \\name\\()_start/
