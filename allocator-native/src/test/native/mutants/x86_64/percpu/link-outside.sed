# The head of the list is read before start.
# seen-by: emulated kernel structure
# only: ccache_list_pop_cpu
/\.macro  list_pop name/,/\.endm/{
  s/^ *begin$/&\
        movl    %fs:\\index(%rdi), %eax\
        imulq   SPACE_STRIDE(%rsi), %rax\
        addq    %rsi, %rax\
        movq    (%rax,%rdx), %r8/
  s/movq    (%r10,%rdx), %rax/movq    %r8, %rax/
}
