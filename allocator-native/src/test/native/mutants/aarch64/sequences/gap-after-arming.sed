# An instruction between the store to rseq_cs and start.
# seen-by: structure
# only: ccache_pop_cid
/\.macro  arm/,/\.endm/s/^ *str     x10, \[x9, #RSEQ_CS\]/&\
        nop/
