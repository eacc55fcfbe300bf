# A word below the base is written: every CPU reads that line.
# seen-by: emulated kernel structure
# only: ccache_list_take_cid
/\.macro  list_take name/,/\.endm/s/^ *enter .*/&\
        stur    x10, [x0, #SPACE_CAPACITY]/
