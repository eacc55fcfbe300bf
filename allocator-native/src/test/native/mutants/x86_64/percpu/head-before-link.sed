# The list's head is stored before the node's link.
# seen-by: emulated kernel structure
# only: ccache_list_push_cid
/\.macro  list_push name/,/\.endm/{
  /movq    %rax, LINK(%rcx)/d
  s/^ *movq    %rcx, (%r10,%rdx)/&\
        movq    %rax, LINK(%rcx)/
}
