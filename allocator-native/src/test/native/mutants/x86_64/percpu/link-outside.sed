# The head of the list is read before start.
# seen-by: emulated kernel structure
# only: ccache_list_pop_cpu
/\.macro  list_pop name/,/\.endm/{
  s/^ *begin$/&\
        movl    %fs:\\index+AREA, %eax\
        area_site\
        imulq   SPACE_STRIDE(%rdi), %rax\
        addq    %rdi, %rax\
        movq    (%rax,%rsi), %rcx/
  s/movq    (%r10,%rsi), %rax/movq    %rcx, %rax/
}
