# Add reads the word before start.
# seen-by: emulated kernel structure
# only: ccache_add_cpu
/\.macro  add_to name/,/\.endm/{
  s/^ *begin$/&\
        movl    %fs:\\index+AREA, %eax\
        area_site\
        imulq   SPACE_STRIDE(%rdi), %rax\
        addq    %rdi, %rax\
        movq    (%rax,%rsi), %rcx\
        addq    %rdx, %rcx/
  s/addq    %rdx, (%r10,%rsi)/movq    %rcx, (%r10,%rsi)/
}
