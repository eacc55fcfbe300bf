# A store to the region after the commit.
# seen-by: emulated kernel structure
# only: ccache_list_take_cid
/\.macro  list_take name/,/\.endm/s/^.*_commit:$/&\
        movq    $0, (%r10,%rsi)/
