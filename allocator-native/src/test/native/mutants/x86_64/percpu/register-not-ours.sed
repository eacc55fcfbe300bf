# A register that belongs to the caller is used.
# seen-by: structure
# only: ccache_list_pop_cid
/\.macro  list_pop name/,/\.endm/s/%r9/%rbx/g
