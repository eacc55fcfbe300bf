# The index is extended and compared as a signed number: an unregistered thread passes.
# seen-by: emulated
# only: ccache_add_cpu
/\.macro  enter/,/\.endm/{
  s/movl    %fs:\\index+AREA, %r9d/movslq  %fs:\\index+AREA, %r9/
  s/jae /jge /
}
