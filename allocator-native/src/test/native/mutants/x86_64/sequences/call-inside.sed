# A call inside.
# seen-by: structure
# only: ccache_pop_cid
/\.macro  pop name/,/\.endm/s/^ *decl    %ecx/&\
        call    ccache_empty/
