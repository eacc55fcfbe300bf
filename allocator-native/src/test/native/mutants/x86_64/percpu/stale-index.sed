# The index is read outside: the restart comes after it.
# seen-by: emulated kernel structure
# only: ccache_ring_offer_cpu
/\.macro  ring_offer name/,/\.endm/{
  s/^ *begin_keeping/&\
        movl    %fs:\\index+AREA, %r9d\
        area_site\
        movq    %r9, %xmm2/
  s/^ *enter .*/        movq    %xmm2, %r9\
        cmpq    SPACE_LIMIT(%rdi), %r9\
        jae     \\name\\()_bad_index\
        movq    SPACE_STRIDE(%rdi), %r10\
        imulq   %r9, %r10\
        addq    %rdi, %r10\
        cmpl    $STATE_OPEN, REGION_STATE(%r10)\
        jne     \\name\\()_not_open/
}
