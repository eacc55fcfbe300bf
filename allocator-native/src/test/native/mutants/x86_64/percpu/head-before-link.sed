# The list's head is stored before the node's link.
# seen-by: emulated kernel structure
# only: ccache_list_push_cid
/\.macro  list_push name/,/\.endm/{
  /movq    %rax, LINK(%rdx)/d
  s/^ *movq    %rdx, (%r10,%rsi)/&\
        movq    %rax, LINK(%rdx)/
}
