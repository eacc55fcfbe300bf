# Room is tested without the padding record.
# seen-by: emulated kernel
# only: ccache_ring_offer_cid
/\.macro  find_room name/,/\.endm/{
  /^ *cmpq    %r11, %r9$/{
    N
    /jg /!b
    s/cmpq    %r11, %r9/movl    %ecx, %r11d\
        addq    $RECORD_HEADER + 7, %r11\
        andq    $-8, %r11\
        subq    RING_TAIL(%r10), %r11\
        addq    %rsi, %r11\
        cmpq    SPACE_CAPACITY(%rdi), %r11/
  }
}
