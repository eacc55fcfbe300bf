# The index is not compared with the limit.
# seen-by: emulated kernel structure
# only: ccache_pop_cid
/\.macro  enter/,/\.endm/{
  /b\.hs    \\name\\()_bad_index/d
}
