# A store to the magazine after the commit.
# seen-by: emulated kernel structure
# only: ccache_pop_cid
/\.macro  pop name/,/\.endm/s/^.*_commit:$/&\
        movl    %ecx, HEADER_CURRENT(%r10,%rsi)/
