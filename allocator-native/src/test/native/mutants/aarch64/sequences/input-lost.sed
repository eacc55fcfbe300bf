# An abort loses an input.
# seen-by: emulated kernel
# only: ccache_pop_batch_cid
/\.macro  on_abort/,/\.endm/s/^\\name\\()_abort:/&\
        mov     x3, x0/
