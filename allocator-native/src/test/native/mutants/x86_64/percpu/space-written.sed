# A word below the base is written: every CPU reads that line.
# seen-by: emulated kernel structure
# only: ccache_list_take_cid
/\.macro  list_take name/,/\.endm/s/^ *enter .*/&\
        movq    %r9, SPACE_CAPACITY(%rdi)/
