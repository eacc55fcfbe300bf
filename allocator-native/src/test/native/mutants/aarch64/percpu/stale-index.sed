# The index is read outside: the restart comes after it.
# seen-by: emulated kernel structure
# only: ccache_ring_offer_cpu
/\.macro  ring_offer name/,/\.endm/{
  s/^ *prepare/&\
        ldr     w0, [x9, #\\index]/
  s/^ *enter .*/        mov     w10, w0\
        ldur    x12, [x0, #SPACE_LIMIT]\
        cmp     x10, x12\
        b.hs    \\name\\()_bad_index\
        ldur    x12, [x0, #SPACE_STRIDE]\
        madd    x11, x10, x12, x0\
        ldar    w12, [x11]\
        cmp     w12, #STATE_OPEN\
        b.ne    \\name\\()_not_open/
}
