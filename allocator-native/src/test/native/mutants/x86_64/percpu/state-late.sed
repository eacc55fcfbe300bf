# The state is checked after the head was read: a drainer that opens in between is missed.
# seen-by: emulated structure
# only: ccache_list_pop_cid
/\.macro  list_pop name/,/\.endm/{
  s/^ *enter .*/        movl    %fs:\\index(%rdi), %r9d\
        cmpq    SPACE_LIMIT(%rsi), %r9\
        jae     \\name\\()_bad_index\
        movq    SPACE_STRIDE(%rsi), %r10\
        imulq   %r9, %r10\
        addq    %rsi, %r10/
  s/^ *movq    (%r10,%rdx), %rax/&\
        cmpl    $STATE_OPEN, REGION_STATE(%r10)\
        jne     \\name\\()_not_open/
}
