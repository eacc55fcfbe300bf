# The count is stored before the slot.
# seen-by: emulated kernel structure
# only: ccache_push_cid
/\.macro  push name/,/\.endm/{
  /movq    %rcx, (%r10,%rax,8)/d
  s/^ *movl    %eax, HEADER_CURRENT.*/&\
        movq    %rcx, -8(%r10,%rax,8)/
}
