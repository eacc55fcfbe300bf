/* Sequences on per-CPU memory for x86-64. Pseudo-code, results and hazards: percpu.md, the specification.
 * Keep the order and the labels of percpu_aarch64.S.
 *
 * Arguments (System V):  rdi = base of the regions   rsi = offset of the word in its region
 *                        rdx, rcx = what each sequence says
 * Scratch: rax, r9 (the index, until it is scratch), r10 (the region), and r11 where the abort counts are kept in xmm3.
 */
#if defined(__x86_64__)
#include "percpu.h"
#include "sequence_x86_64.inc"

        /* Entry: no aborts yet. Those that need more registers keep rdx and the aborts where the handler finds them. */
        .macro  begin_keeping
        movq    %rdx, %xmm1
        pxor    %xmm3, %xmm3
        .endm

        .macro  begin
        xorl    %r11d, %r11d
        .endm

        /* Index (left in r9), limit, region (r10), state. */
        .macro  enter name, index
        inject  POINT_START, %r10
        movl    %fs:\index+AREA, %r9d
        area_site
        inject  POINT_INDEX, %rax
        cmpq    SPACE_LIMIT(%rdi), %r9
        jae     \name\()_bad_index
        movq    SPACE_STRIDE(%rdi), %r10
        imulq   %r9, %r10
        addq    %rdi, %r10
        cmpl    $STATE_OPEN, REGION_STATE(%r10)
        jne     \name\()_not_open
        inject  POINT_STATE, %rax
        .endm

        .macro  refuse name, label, code
        exit_point \name, \name\()_\label
\name\()_\label:
        movq    $-\code, %rax
        ret
        .endm

        /* The two refusals that each sequence has: only a closed region's index is of use, to open it. */
        .macro  refuse_region name
        exit_point \name, \name\()_not_open
\name\()_not_open:
        shlq    $8, %r9
        leaq    RESULT_NOT_OPEN(%r9), %rax
        negq    %rax
        ret
        refuse  \name, bad_index, RESULT_BAD_INDEX
        end_function \name
        .endm

        /* Region of the index that an abort handler finds itself on, to rax. */
        .macro  count_region name, index
        movl    %fs:\index+AREA, %eax
        area_site
        cmpq    SPACE_LIMIT(%rdi), %rax
        jae     \name\()_count_bad_index
        imulq   SPACE_STRIDE(%rdi), %rax
        addq    %rdi, %rax
        .endm

        /* ---- add: word += rdx; rax = 0 ---- */
        .macro  add_to name, index
        function \name
        begin
        arm     \name
        enter   \name, \index
        inject  POINT_BEFORE_COMMIT, %rax
        addq    %rdx, (%r10,%rsi)       /* read, add, write: one instruction, so the kernel interrupts before or after it */
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %r9
        xorl    %eax, %eax
        ret
        refuse_region \name
        on_abort \name, \index, 0
        .endm

        /* ---- list push: rdx = node; rax = 0 ---- */
        .macro  list_push name, index
        function \name
        begin
        arm     \name
        enter   \name, \index
        movq    (%r10,%rsi), %rax
        inject  POINT_COUNT, %r9
        movq    %rax, LINK(%rdx)        /* the caller's node: repeated after an abort */
        inject  POINT_BEFORE_COMMIT, %r9
        movq    %rdx, (%r10,%rsi)
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %r9
        xorl    %eax, %eax
        ret
        refuse_region \name
        on_abort \name, \index, 0
        .endm

        /* ---- list pop: rax = node ---- */
        .macro  list_pop name, index
        function \name
        begin
        arm     \name
        enter   \name, \index
        movq    (%r10,%rsi), %rax
        inject  POINT_COUNT, %r9
        testq   %rax, %rax
        jz      \name\()_empty
        movq    LINK(%rax), %r9
        inject  POINT_BEFORE_COMMIT, %rcx
        movq    %r9, (%r10,%rsi)
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %r9
        ret
        refuse  \name, empty, RESULT_EMPTY
        refuse_region \name
        on_abort \name, \index, 0
        .endm

        /* ---- list take: rax = first node of all ---- */
        .macro  list_take name, index
        function \name
        begin
        arm     \name
        enter   \name, \index
        movq    (%r10,%rsi), %rax
        inject  POINT_COUNT, %r9
        testq   %rax, %rax
        jz      \name\()_empty
        inject  POINT_BEFORE_COMMIT, %r9
        movq    $0, (%r10,%rsi)
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %r9
        ret
        refuse  \name, empty, RESULT_EMPTY
        refuse_region \name
        on_abort \name, \index, 0
        .endm

        /* ---- compare and store: rdx = expected, rcx = new; rax = 0 ---- */
        .macro  compare_store name, index
        function \name
        begin
        arm     \name
        enter   \name, \index
        cmpq    %rdx, (%r10,%rsi)
        jne     \name\()_different
        inject  POINT_BEFORE_COMMIT, %rax
        movq    %rcx, (%r10,%rsi)
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %r9
        xorl    %eax, %eax
        ret
        refuse  \name, different, RESULT_DIFFERENT
        refuse_region \name
        on_abort \name, \index, 0
        .endm

        /* ---- store batch: rdx = block {value, pairs …}, ecx = compares, upper half of rcx = stores; rax = 0 ---- */
        .macro  store_batch name, index
        function \name
        begin_keeping
        arm     \name
        enter   \name, \index
        addq    $8, %rdx                /* rdx = next pair */
        movl    %ecx, %r9d
        testl   %r9d, %r9d
        jz      2f
1:      movq    (%rdx), %rax
        movq    8(%rdx), %r11
        cmpq    %r11, (%r10,%rax)
        jne     \name\()_different
        addq    $16, %rdx
        decl    %r9d
        jnz     1b
2:      inject  POINT_COUNT, %rax
        movq    %rcx, %r9
        shrq    $32, %r9
        jz      4f
3:      movq    (%rdx), %rax
        movq    8(%rdx), %r11
        movq    %r11, (%r10,%rax)       /* stays after an abort: by contract nobody reads it before the commit */
        addq    $16, %rdx
        decq    %r9
        jnz     3b
4:      movq    %xmm1, %rax
        movq    (%rax), %rax
        inject  POINT_BEFORE_COMMIT, %r11
        movq    %rax, (%r10,%rsi)
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %r9
        xorl    %eax, %eax
        ret
        refuse  \name, different, RESULT_DIFFERENT
        refuse_region \name
        on_abort \name, \index, 1
        .endm

        /* Copies rcx bytes (kept) from rdx to rax; both advance, r11 and xmm0 are scratch. */
        .macro  copy
        movl    %ecx, %r11d
        subl    $16, %r11d
        jb      2f
1:      movdqu  (%rdx), %xmm0
        movdqu  %xmm0, (%rax)
        addq    $16, %rdx
        addq    $16, %rax
        subl    $16, %r11d
        jae     1b
2:      testb   $8, %cl
        jz      3f
        movq    (%rdx), %r11
        movq    %r11, (%rax)
        addq    $8, %rdx
        addq    $8, %rax
3:      testb   $4, %cl
        jz      4f
        movl    (%rdx), %r11d
        movl    %r11d, (%rax)
        addq    $4, %rdx
        addq    $4, %rax
4:      testb   $2, %cl
        jz      5f
        movzwl  (%rdx), %r11d
        movw    %r11w, (%rax)
        addq    $2, %rdx
        addq    $2, %rax
5:      testb   $1, %cl
        jz      6f
        movzbl  (%rdx), %r11d
        movb    %r11b, (%rax)
6:
        .endm

        /* ---- copy and store: rdx = block {expected, value, destination's offset, source, bytes}; rax = 0 ---- */
        .macro  copy_store name, index
        function \name
        begin_keeping
        arm     \name
        enter   \name, \index
        movq    (%rdx), %rax
        cmpq    %rax, (%r10,%rsi)
        jne     \name\()_different
        inject  POINT_COUNT, %rax
        movq    16(%rdx), %rax
        addq    %r10, %rax
        movq    32(%rdx), %rcx
        movq    24(%rdx), %rdx
        copy
        movq    %xmm1, %rax
        movq    8(%rax), %rax
        inject  POINT_BEFORE_COMMIT, %r11
        movq    %rax, (%r10,%rsi)
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %r9
        xorl    %eax, %eax
        ret
        refuse  \name, different, RESULT_DIFFERENT
        refuse_region \name
        on_abort \name, \index, 1
        .endm

        /* Room for a record of ecx bytes: rsi = head, r9 = bytes the head moves by, rax = the record's place in the data.
         * Where the record does not fit before the end, a padding record goes there, above the head, and rax is 0. */
        .macro  find_room name
        movq    RING_HEAD(%r10), %rsi
        inject  POINT_COUNT, %r9
        movl    %ecx, %r9d
        addq    $RECORD_HEADER + 7, %r9
        andq    $-8, %r9
        movq    SPACE_CAPACITY(%rdi), %r11
        leaq    -1(%r11), %rax
        andq    %rsi, %rax
        subq    %rax, %r11              /* to the end */
        cmpq    %r11, %r9
        jbe     1f
        addq    %r11, %r9
1:      movq    RING_SEEN(%r10), %r11
        subq    %rsi, %r11
        addq    SPACE_CAPACITY(%rdi), %r11
        cmpq    %r11, %r9
        jle     2f
        movq    RING_TAIL(%r10), %r11   /* acquire: partner of the consumer's release; it has read what it gave back */
        movq    %r11, RING_SEEN(%r10)
        subq    %rsi, %r11
        addq    SPACE_CAPACITY(%rdi), %r11
        cmpq    %r11, %r9
        jg      \name\()_full
2:      leaq    (%rax,%r9), %r11
        cmpq    SPACE_CAPACITY(%rdi), %r11
        jbe     3f
        movq    SPACE_CAPACITY(%rdi), %r11
        subq    %rax, %r11
        movl    %r11d, RING_DATA(%r10,%rax)
        movl    $RECORD_PADDING, RING_DATA+4(%r10,%rax)
        xorl    %eax, %eax
3:
        .endm

        /* ---- ring offer: rdx = source, ecx = bytes, upper half of rcx = type; rax = 0 ---- */
        .macro  ring_offer name, index
        function \name
        begin_keeping
        arm     \name
        enter   \name, \index
        find_room \name
        leaq    RECORD_HEADER(%rcx), %r11
        movq    %r11, RING_DATA(%r10,%rax)
        leaq    RING_DATA+RECORD_HEADER(%r10,%rax), %rax
        copy
        addq    %r9, %rsi
        inject  POINT_BEFORE_COMMIT, %r11
        movq    %rsi, RING_HEAD(%r10)   /* release: partner of the consumer's acquire; the record is all there */
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %r9
        xorl    %eax, %eax
        ret
        refuse  \name, full, RESULT_FULL
        refuse_region \name
        on_abort \name, \index, 1
        .endm

        /* ---- ring claim: ecx = bytes, upper half of rcx = type; rax = the payload's address ---- */
        .macro  ring_claim name, index
        function \name
        begin_keeping
        arm     \name
        enter   \name, \index
        find_room \name
        movl    %ecx, %r11d
        addl    $RECORD_HEADER, %r11d
        negl    %r11d                   /* negative until the producer publishes it: the consumer stops there */
        movq    %rcx, %rdx
        shrq    $32, %rdx
        movl    %r11d, RING_DATA(%r10,%rax)
        movl    %edx, RING_DATA+4(%r10,%rax)
        leaq    RING_DATA+RECORD_HEADER(%r10,%rax), %rax
        addq    %r9, %rsi
        inject  POINT_BEFORE_COMMIT, %r11
        movq    %rsi, RING_HEAD(%r10)
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %r9
        ret
        refuse  \name, full, RESULT_FULL
        refuse_region \name
        on_abort \name, \index, 1
        .endm

        .macro  all suffix, index
        add_to        ccache_add_\suffix, \index
        list_push     ccache_list_push_\suffix, \index
        list_pop      ccache_list_pop_\suffix, \index
        list_take     ccache_list_take_\suffix, \index
        compare_store ccache_compare_store_\suffix, \index
        store_batch   ccache_store_batch_\suffix, \index
        copy_store    ccache_copy_store_\suffix, \index
        ring_offer    ccache_ring_offer_\suffix, \index
        ring_claim    ccache_ring_claim_\suffix, \index
        .endm

        .text
        all     cid, RSEQ_MM_CID
        all     cpu, RSEQ_CPU_ID

#endif
        .section .note.GNU-stack, "", @progbits
