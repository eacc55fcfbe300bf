# The abort handler never gives up.
# seen-by: emulated kernel
# only: ccache_compare_store_cid
/\.macro  on_abort/,/\.endm/{
  /b\.hs    \\name\\()_give_up/d
}
