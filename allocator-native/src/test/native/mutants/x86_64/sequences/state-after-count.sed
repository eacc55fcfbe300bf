# The state is checked after the count was read: a drainer that opens in between is missed.
# seen-by: emulated structure
# only: ccache_pop_cid
/\.macro  pop name/,/\.endm/{
  s/^ *enter .*/        movl    %fs:\\index(%rdi), %r10d\
        cmpl    %ecx, %r10d\
        jae     \\name\\()_bad_index\
        shlq    $REGION_SHIFT, %r10\
        addq    %rsi, %r10/
  s/^ *movl    HEADER_CURRENT(%r10,%rdx), %r8d/&\
        cmpl    $STATE_OPEN, REGION_STATE(%r10)\
        jne     \\name\\()_not_open/
}
