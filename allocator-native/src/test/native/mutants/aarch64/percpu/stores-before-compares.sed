# A batch stores before it has compared.
# seen-by: emulated kernel
# only: ccache_store_batch_cid
/\.macro  store_batch name/,/\.endm/{
  s/^ *enter .*/&\
        mov     w6, w3\
        add     x5, x2, #8\
        add     x5, x5, x6, lsl #4\
        lsr     x6, x3, #32\
        cbz     x6, 6f\
5:      ldp     x7, x13, [x5], #16\
        str     x13, [x11, x7]\
        sub     x6, x6, #1\
        cbnz    x6, 5b\
6:/
}
