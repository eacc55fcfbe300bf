# Room is tested without the padding record.
# seen-by: emulated kernel
# only: ccache_ring_offer_cid
/\.macro  find_room name/,/\.endm/{
  /^ *cmp     x5, x10$/{
    N
    /b\.gt/!b
    s/cmp     x5, x10/add     x8, x6, #RECORD_HEADER + 7\
        and     x8, x8, #~7\
        cmp     x8, x10/
  }
}
