# Add reads the word before start.
# seen-by: emulated kernel structure
# only: ccache_add_cpu
/\.macro  add_to name/,/\.endm/{
  s/^ *prepare$/&\
        ldr     w10, [x9, #\\index]\
        ldur    x12, [x0, #SPACE_STRIDE]\
        madd    x11, x10, x12, x0\
        ldr     x5, [x11, x1]/
  s/ldr     x13, \[x12\]/mov     x13, x5/
}
