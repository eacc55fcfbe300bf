# A copy is stored whatever the word was.
# seen-by: emulated kernel structure
# only: ccache_copy_store_cid
/\.macro  copy_store name/,/\.endm/{
  /jne     \\name\\()_different/d
}
