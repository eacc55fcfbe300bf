# A register that belongs to the caller is used.
# seen-by: structure
# only: ccache_pop_cid
/\.macro  pop name/,/\.endm/{
  s/%ecx/%ebx/g
  s/%rcx,/%rbx,/g
}
