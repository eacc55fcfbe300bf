# No signature before the abort handler.
# seen-by: emulated kernel structure
# only: ccache_list_push_cid
/\.macro  on_abort/,/\.endm/{
  /^ *signature/{
    N
    s/^ *signature\n\(.*_abort:\)$/\1/
  }
}
