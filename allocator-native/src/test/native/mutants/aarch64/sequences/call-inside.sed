# A call inside.
# seen-by: structure
# only: ccache_pop_cid
/\.macro  pop name/,/\.endm/s/^ *sub     w13, w13, #1/&\
        bl      ccache_empty/
