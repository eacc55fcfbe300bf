# A store to the magazine after the commit.
# seen-by: emulated kernel structure
# only: ccache_pop_cid
/\.macro  pop name/,/\.endm/s/^.*_commit:$/&\
        str     w13, [x12, #HEADER_CURRENT]/
