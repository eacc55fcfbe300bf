# An abort loses an input.
# seen-by: emulated
# only: ccache_pop_batch_cid
/movq    %xmm1, %rdx/d
