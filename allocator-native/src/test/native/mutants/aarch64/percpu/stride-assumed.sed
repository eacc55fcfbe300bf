# The stride is taken for a page.
# seen-by: emulated
# only: ccache_compare_store_cid
/\.macro  enter/,/\.endm/s/ldur    x12, \[x0, #SPACE_STRIDE\]/mov     x12, #4096/
