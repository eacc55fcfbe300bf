# An abort loses an input.
# seen-by: emulated kernel
# only: ccache_copy_store_cid
/\.macro  on_abort/,/\.endm/s/^\\name\\()_abort:/&\
        mov     x2, x0/
