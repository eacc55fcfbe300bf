# The index is extended and compared as a signed number: an unregistered thread passes.
# seen-by: emulated
# only: ccache_add_cpu
/\.macro  enter/,/\.endm/{
  s/movl    %fs:\\index(%rdi), %r9d/movslq  %fs:\\index(%rdi), %r9/
  s/jae /jge /
}
