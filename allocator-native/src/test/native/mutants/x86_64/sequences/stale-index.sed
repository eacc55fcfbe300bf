# The restart comes after the index was read.
# seen-by: emulated kernel structure
# only: ccache_pop_cpu
/\.macro  pop name/,/\.endm/{
  s/^ *xorl    %r11d, %r11d/&\
        movl    %fs:\\index(%rdi), %r9d/
  s/^ *enter .*/        movl    %r9d, %r10d\
        cmpl    %ecx, %r10d\
        jae     \\name\\()_bad_index\
        shlq    $REGION_SHIFT, %r10\
        addq    %rsi, %r10\
        cmpl    $STATE_OPEN, REGION_STATE(%r10)\
        jne     \\name\\()_not_open/
}
