# Add reads the word before start.
# seen-by: emulated kernel structure
# only: ccache_add_cpu
/\.macro  add_to name/,/\.endm/{
  s/^ *begin$/&\
        movl    %fs:\\index(%rdi), %eax\
        imulq   SPACE_STRIDE(%rsi), %rax\
        addq    %rsi, %rax\
        movq    (%rax,%rdx), %r8\
        addq    %rcx, %r8/
  s/addq    %rcx, (%r10,%rdx)/movq    %r8, (%r10,%rdx)/
}
