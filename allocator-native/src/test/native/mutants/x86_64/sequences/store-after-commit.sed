# A store to the magazine after the commit.
# seen-by: emulated kernel structure
# only: ccache_pop_cid
/\.macro  pop name/,/\.endm/s/^.*_commit:$/&\
        movl    %r8d, HEADER_CURRENT(%r10,%rdx)/
