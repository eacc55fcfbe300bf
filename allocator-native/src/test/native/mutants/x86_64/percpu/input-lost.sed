# An abort loses an input.
# seen-by: emulated kernel
# only: ccache_copy_store_cid
/movq    %xmm1, %rdx/d
