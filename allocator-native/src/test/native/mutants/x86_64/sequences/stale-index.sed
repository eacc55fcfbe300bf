# The restart comes after the index was read.
# seen-by: emulated kernel structure
# only: ccache_pop_cpu
/\.macro  pop name/,/\.endm/{
  s/^ *xorl    %r11d, %r11d/&\
        movl    %fs:\\index+AREA, %r9d\
        area_site/
  s/^ *enter .*/        movl    %r9d, %r10d\
        cmpl    %edx, %r10d\
        jae     \\name\\()_bad_index\
        shlq    $REGION_SHIFT, %r10\
        addq    %rdi, %r10\
        cmpl    $STATE_OPEN, REGION_STATE(%r10)\
        jne     \\name\\()_not_open/
}
