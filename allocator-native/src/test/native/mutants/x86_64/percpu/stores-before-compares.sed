# A batch stores before it has compared.
# seen-by: emulated kernel
# only: ccache_store_batch_cid
/\.macro  store_batch name/,/\.endm/{
  s/^ *enter .*/&\
        movl    %r8d, %r9d\
        shlq    $4, %r9\
        leaq    8(%rcx,%r9), %rcx\
        movq    %r8, %r9\
        shrq    $32, %r9\
        jz      6f\
5:      movq    (%rcx), %rax\
        movq    8(%rcx), %r11\
        movq    %r11, (%r10,%rax)\
        addq    $16, %rcx\
        decq    %r9\
        jnz     5b\
6:      movq    %xmm1, %rcx/
}
