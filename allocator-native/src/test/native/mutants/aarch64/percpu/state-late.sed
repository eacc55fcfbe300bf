# The state is checked after the head was read: a drainer that opens in between is missed.
# seen-by: emulated structure
# only: ccache_list_pop_cid
/\.macro  list_pop name/,/\.endm/{
  s/^ *enter .*/        ldr     w10, [x9, #\\index]\
        ldur    x12, [x0, #SPACE_LIMIT]\
        cmp     x10, x12\
        b.hs    \\name\\()_bad_index\
        ldur    x12, [x0, #SPACE_STRIDE]\
        madd    x11, x10, x12, x0/
  s/^ *ldr     x13, \[x12\].*/&\
        ldar    w7, [x11]\
        cmp     w7, #STATE_OPEN\
        b.ne    \\name\\()_not_open/
}
