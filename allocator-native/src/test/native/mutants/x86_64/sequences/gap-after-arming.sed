# An instruction between the store to rseq_cs and start.
# seen-by: structure
# only: ccache_pop_cid
/\.macro  arm/,/\.endm/s/^ *movq    %rax, %fs:RSEQ_CS+AREA/&\
        nop/
