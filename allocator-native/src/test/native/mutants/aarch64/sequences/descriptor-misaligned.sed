# Descriptors are not aligned to 32 bytes.
# seen-by: structure
# only: ccache_pop_cid
s/^ *\.balign 32/&\
        .quad   0/
