# The stride is taken for a page.
# seen-by: emulated
# only: ccache_compare_store_cid
/\.macro  enter/,/\.endm/s/movq    SPACE_STRIDE(%rdi), %r10/movq    $4096, %r10/
