# The restart comes after the index was read.
# seen-by: emulated kernel structure
# only: ccache_pop_cpu
/\.macro  pop name/,/\.endm/{
  s/^ *prepare/&\
        ldr     w5, [x9, #\\index]/
  s/^ *enter .*/        mov     w10, w5\
        cmp     w10, w2\
        b.hs    \\name\\()_bad_index\
        add     x11, x0, x10, lsl #REGION_SHIFT\
        ldar    w7, [x11]\
        cmp     w7, #STATE_OPEN\
        b.ne    \\name\\()_not_open/
}
