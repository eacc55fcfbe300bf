# The count is stored before the slot.
# seen-by: emulated kernel structure
# only: ccache_push_cid
/\.macro  push name/,/\.endm/{
  /str     x3, \[x11/d
  s/^ *str     w13, \[x12.*/&\
        sub     w13, w13, #1\
        str     x3, [x11, x13, lsl #3]/
}
