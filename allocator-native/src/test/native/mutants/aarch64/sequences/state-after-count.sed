# The state is checked after the count was read: a drainer that opens in between is missed.
# seen-by: emulated structure
# only: ccache_pop_cid
/\.macro  pop name/,/\.endm/{
  s/^ *enter .*/        ldr     w10, [x9, #\\index]\
        cmp     w10, w2\
        b.hs    \\name\\()_bad_index\
        add     x11, x0, x10, lsl #REGION_SHIFT/
  s/^ *ldr     w13, \[x12, #HEADER_CURRENT\]/&\
        ldar    w7, [x11]\
        cmp     w7, #STATE_OPEN\
        b.ne    \\name\\()_not_open/
}
