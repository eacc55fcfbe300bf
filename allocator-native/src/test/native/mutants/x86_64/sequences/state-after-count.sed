# The state is checked after the count was read: a drainer that opens in between is missed.
# seen-by: emulated structure
# only: ccache_pop_cid
/\.macro  pop name/,/\.endm/{
  s/^ *enter .*/        movl    %fs:\\index+AREA, %r10d\
        area_site\
        cmpl    %edx, %r10d\
        jae     \\name\\()_bad_index\
        shlq    $REGION_SHIFT, %r10\
        addq    %rdi, %r10/
  s/^ *movl    HEADER_CURRENT(%r10,%rsi), %ecx/&\
        cmpl    $STATE_OPEN, REGION_STATE(%r10)\
        jne     \\name\\()_not_open/
}
