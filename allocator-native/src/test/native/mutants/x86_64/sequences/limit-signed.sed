# The index is compared as a signed number: an unregistered thread passes.
# seen-by: emulated
# only: ccache_pop_cpu
/\.macro  enter/,/\.endm/s/jae /jge /
