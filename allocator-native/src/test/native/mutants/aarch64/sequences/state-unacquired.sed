# The state is loaded without acquire: its count may be older. Emulation on an x86-64 host runs in order and cannot show it.
# seen-by: structure
# only: ccache_pop_cid
/\.macro  enter/,/\.endm/s/ldar    w12, \[x11\]/ldr     w12, [x11]/
