# The index is extended and compared as a signed number: an unregistered thread passes.
# seen-by: emulated
# only: ccache_add_cpu
/\.macro  enter/,/\.endm/{
  s/ldr     w10, \[x9, #\\index\]/ldrsw   x10, [x9, #\\index]/
  s/b\.hs /b.ge /
}
