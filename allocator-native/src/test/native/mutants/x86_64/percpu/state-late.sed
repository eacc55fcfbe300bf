# The state is checked after the head was read: a drainer that opens in between is missed.
# seen-by: emulated structure
# only: ccache_list_pop_cid
/\.macro  list_pop name/,/\.endm/{
  s/^ *enter .*/        movl    %fs:\\index+AREA, %r9d\
        area_site\
        cmpq    SPACE_LIMIT(%rdi), %r9\
        jae     \\name\\()_bad_index\
        movq    SPACE_STRIDE(%rdi), %r10\
        imulq   %r9, %r10\
        addq    %rdi, %r10/
  s/^ *movq    (%r10,%rsi), %rax/&\
        cmpl    $STATE_OPEN, REGION_STATE(%r10)\
        jne     \\name\\()_not_open/
}
