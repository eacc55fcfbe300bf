/* The restartable sequences for x86-64. Register pseudo-code, results and hazards: sequences.md, the specification.
 * Keep the order and the labels of sequences_aarch64.S.
 *
 * Common arguments (System V):  rdi = base of the regions   rsi = offset of the magazine header in its region
 *                               edx = limit, number of regions
 * push: rcx = block. Batches: upper half of rdx = n, rcx = buffer.
 * NAME_cid reads mm_cid, NAME_cpu reads cpu_id: two expansions, no branch at run time.
 */
#if defined(__x86_64__)
#include "sequences.h"
#include "sequence_x86_64.inc"

        /* Index, limit, region, state: region is left in \region. */
        .macro  enter name, index, region, region32
        inject  POINT_START, \region
        movl    %fs:\index+AREA, \region32
        area_site
        inject  POINT_INDEX, %rax
        cmpl    %edx, \region32
        jae     \name\()_bad_index
        shlq    $REGION_SHIFT, \region
        addq    %rdi, \region
        cmpl    $STATE_OPEN, REGION_STATE(\region)
        jne     \name\()_not_open
        .endm

        /* Refusals: nothing was changed. The region's offset, shifted, is the index in the bits above the code. */
        .macro  refuse name, label, code, region
        exit_point \name, \name\()_\label
\name\()_\label:
        movq    \region, %rax
        subq    %rdi, %rax
        shrq    $REGION_SHIFT - 8, %rax
        orq     $\code, %rax
        negq    %rax
        ret
        .endm

        /* A refused push returns its block, with the code in the low bits, so that the caller need not keep it. */
        .macro  give_back name, label, code
        exit_point \name, \name\()_\label
\name\()_\label:
        leaq    \code(%rcx), %rax
        ret
        .endm

        .macro  refuse_index name
        exit_point \name, \name\()_bad_index
\name\()_bad_index:
        movq    $-RESULT_BAD_INDEX, %rax
        ret
        .endm

        /* Region of the index that an abort handler finds itself on, to rax. */
        .macro  count_region name, index
        movl    %fs:\index+AREA, %eax
        area_site
        cmpl    %edx, %eax
        jae     \name\()_count_bad_index
        shlq    $REGION_SHIFT, %rax
        addq    %rdi, %rax
        .endm

        /* ---- pop one: rax = block, or a refusal ---- */
        .macro  pop name, index
        function \name
        xorl    %r11d, %r11d
        arm     \name
        enter   \name, \index, %r10, %r10d
        inject  POINT_STATE, %rax
        movl    HEADER_CURRENT(%r10,%rsi), %ecx
        inject  POINT_COUNT, %rax
        cmpl    HEADER_BEGIN(%r10,%rsi), %ecx
        jbe     \name\()_empty
        movq    -8(%r10,%rcx,8), %rax
        decl    %ecx
        inject  POINT_BEFORE_COMMIT, %r9
        movl    %ecx, HEADER_CURRENT(%r10,%rsi)
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %r9
        ret
        refuse  \name, empty, RESULT_EMPTY, %r10
        refuse  \name, not_open, RESULT_NOT_OPEN, %r10
        refuse_index \name
        end_function \name
        on_abort \name, \index, 0
        .endm

        /* ---- push one: rcx = block; rax = 0, or the block and why it was refused ---- */
        .macro  push name, index
        function \name
        xorl    %r11d, %r11d
        arm     \name
        enter   \name, \index, %r10, %r10d
        inject  POINT_STATE, %rax
        movl    HEADER_CURRENT(%r10,%rsi), %eax
        inject  POINT_COUNT, %r9
        cmpl    HEADER_END(%r10,%rsi), %eax
        jae     \name\()_full
        movq    %rcx, (%r10,%rax,8)      /* above current: nobody reads it before the commit */
        incl    %eax
        inject  POINT_BEFORE_COMMIT, %r9
        movl    %eax, HEADER_CURRENT(%r10,%rsi)
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %r9
        xorl    %eax, %eax
        ret
        give_back \name, full, RESULT_FULL
        give_back \name, not_open, RESULT_NOT_OPEN
        give_back \name, bad_index, RESULT_BAD_INDEX
        end_function \name
        on_abort \name, \index, 0, %rcx
        .endm

        /* Entry of a batch: takes n out of the limit's upper half and clamps it, keeps the limit in xmm1 (rdx becomes scratch) and the abort count in xmm3. */
        .macro  batch_entry
        movq    %rdx, %r9
        shrq    $32, %r9
        movl    $MAX_BATCH, %eax
        cmpq    %rax, %r9
        cmovaq  %rax, %r9
        movq    %rdx, %xmm1
        pxor    %xmm3, %xmm3
        .endm

        /* ---- pop batch: the top min(n, count) blocks to rcx[0..); rax = number moved, or a refusal ---- */
        .macro  pop_batch name, index
        function \name
        batch_entry
        arm     \name
        enter   \name, \index, %r10, %r10d
        inject  POINT_STATE, %rax
        movl    HEADER_CURRENT(%r10,%rsi), %eax
        movl    %eax, %r11d
        subl    HEADER_BEGIN(%r10,%rsi), %r11d
        cmpq    %r9, %r11
        cmovaq  %r9, %r11               /* r11 = number to move */
        inject  POINT_COUNT, %rdx
        subq    %r11, %rax              /* rax = the new current */
        leaq    (%r10,%rax,8), %rdx     /* rdx = lowest slot to move */
        testq   %r11, %r11
        jz      \name\()_none
\name\()_copy:
        movq    -8(%rdx,%r11,8), %xmm0
        movq    %xmm0, -8(%rcx,%r11,8)   /* the caller's buffer: repeated after an abort */
        decq    %r11
        jnz     \name\()_copy
        movl    HEADER_CURRENT(%r10,%rsi), %r11d
        subl    %eax, %r11d
        inject  POINT_BEFORE_COMMIT, %rdx
        movl    %eax, HEADER_CURRENT(%r10,%rsi)
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %rdx
        movl    %r11d, %eax
        ret
        exit_point \name, \name\()_none
\name\()_none:
        xorl    %eax, %eax
        ret
        refuse  \name, not_open, RESULT_NOT_OPEN, %r10
        refuse_index \name
        end_function \name
        on_abort \name, \index, 1
        .endm

        /* ---- push batch: the last min(n, room) blocks of rcx[0..n); rax = number moved, or a refusal ---- */
        .macro  push_batch name, index
        function \name
        batch_entry
        arm     \name
        enter   \name, \index, %r10, %r10d
        inject  POINT_STATE, %rax
        movl    HEADER_CURRENT(%r10,%rsi), %eax
        movl    HEADER_END(%r10,%rsi), %r11d
        subl    %eax, %r11d
        cmpq    %r9, %r11
        cmovaq  %r9, %r11               /* r11 = number to move */
        inject  POINT_COUNT, %rdx
        leaq    (%r10,%rax,8), %rax     /* rax = first free slot */
        movq    %r9, %rdx
        subq    %r11, %rdx
        leaq    (%rcx,%rdx,8), %rdx     /* rdx = first word to move */
        testq   %r11, %r11
        jz      \name\()_none
\name\()_copy:
        movq    -8(%rdx,%r11,8), %xmm0
        movq    %xmm0, -8(%rax,%r11,8)  /* above current: nobody reads it before the commit */
        decq    %r11
        jnz     \name\()_copy
        leaq    (%rcx,%r9,8), %r11
        subq    %rdx, %r11
        shrq    $3, %r11                /* the number again */
        movl    HEADER_CURRENT(%r10,%rsi), %eax
        addl    %r11d, %eax
        inject  POINT_BEFORE_COMMIT, %rdx
        movl    %eax, HEADER_CURRENT(%r10,%rsi)
\name\()_commit:
        inject  POINT_AFTER_COMMIT, %rdx
        movl    %r11d, %eax
        ret
        exit_point \name, \name\()_none
\name\()_none:
        xorl    %eax, %eax
        ret
        refuse  \name, not_open, RESULT_NOT_OPEN, %r10
        refuse_index \name
        end_function \name
        on_abort \name, \index, 1
        .endm

        .text
        pop        ccache_pop_cid, RSEQ_MM_CID
        push       ccache_push_cid, RSEQ_MM_CID
        pop_batch  ccache_pop_batch_cid, RSEQ_MM_CID
        push_batch ccache_push_batch_cid, RSEQ_MM_CID
        pop        ccache_pop_cpu, RSEQ_CPU_ID
        push       ccache_push_cpu, RSEQ_CPU_ID
        pop_batch  ccache_pop_batch_cpu, RSEQ_CPU_ID
        push_batch ccache_push_batch_cpu, RSEQ_CPU_ID

        /* The index outside a sequence: a hint, stale as soon as it is read. */
        function ccache_index_cid
        movl    %fs:RSEQ_MM_CID+AREA, %eax
        area_site
        ret
        end_function ccache_index_cid

        function ccache_index_cpu
        movslq  %fs:RSEQ_CPU_ID+AREA, %rax
        area_site
        ret
        end_function ccache_index_cpu

        /* The node likewise, where the kernel fills it: where it fills mm_cid. */
        function ccache_index_node
        movl    %fs:RSEQ_NODE_ID+AREA, %eax
        area_site
        ret
        end_function ccache_index_node

        /* What the loader has written: the offset of the area from the thread pointer. */
        function ccache_area
        movq    $AREA, %rax
        area_site
        ret
        end_function ccache_area

        /* The floor of every figure: a call that does nothing. */
        function ccache_empty
        ret
        end_function ccache_empty

        /* The self test's prober: spins inside a sequence until rdi->stop; each abort is counted in rdi->aborts, which
         * only this thread writes. rounds is stored inside the sequence on purpose: it tells the tester, who only
         * watches it change, that the prober is inside now. */
        function ccache_probe_spin
ccache_probe_spin_restart:
        leaq    ccache_probe_spin_cs(%rip), %rax
        movq    %rax, %fs:RSEQ_CS+AREA
        area_site
ccache_probe_spin_start:
        incl    PROBE_ROUNDS(%rdi)
        pause
        cmpl    $0, PROBE_STOP(%rdi)
        je      ccache_probe_spin_start
ccache_probe_spin_commit:
        ret
        end_function ccache_probe_spin
        descriptor ccache_probe_spin
        .pushsection __rseq_failure, "ax", @progbits
        signature
ccache_probe_spin_abort:
        incl    PROBE_ABORTS(%rdi)
        jmp     ccache_probe_spin_restart
        .popsection

#endif
        .section .note.GNU-stack, "", @progbits
