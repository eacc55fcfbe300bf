# The abort handler never gives up.
# seen-by: emulated kernel
# only: ccache_push_cid
/\.macro  on_abort/,/\.endm/{
  /b\.hs    \\name\\()_give_up/d
}
