# The list's head is stored before the node's link.
# seen-by: emulated kernel structure
# only: ccache_list_push_cid
/\.macro  list_push name/,/\.endm/{
  /str     x13, \[x2, #LINK\]/d
  s/^ *str     x2, \[x12\]/&\
        str     x13, [x2, #LINK]/
}
