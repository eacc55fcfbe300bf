# A batch stores before it has compared.
# seen-by: emulated kernel
# only: ccache_store_batch_cid
/\.macro  store_batch name/,/\.endm/{
  s/^ *enter .*/&\
        movl    %ecx, %r9d\
        shlq    $4, %r9\
        leaq    8(%rdx,%r9), %rdx\
        movq    %rcx, %r9\
        shrq    $32, %r9\
        jz      6f\
5:      movq    (%rdx), %rax\
        movq    8(%rdx), %r11\
        movq    %r11, (%r10,%rax)\
        addq    $16, %rdx\
        decq    %r9\
        jnz     5b\
6:      movq    %xmm1, %rdx/
}
