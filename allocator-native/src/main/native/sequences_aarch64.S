/* The restartable sequences for aarch64. Register pseudo-code, results and hazards: sequences.md, the specification.
 * Keep the order and the labels of sequences_x86_64.S.
 *
 * Common arguments (AAPCS64):  x0 = base of the regions   x1 = offset of the magazine header in its region
 *                              w2 = limit, number of regions
 * push: x3 = block. Batches: upper half of x2 = n (then kept in x5), x3 = buffer.
 * Kept over an abort: x0-x3, x5, x9 = the rseq area, w14 = aborts not yet added to the counter, w15 = aborts in this call.
 * NAME_cid reads mm_cid, NAME_cpu reads cpu_id: two expansions, no branch at run time.
 */
#if defined(__aarch64__)
#include "sequences.h"
#include "sequence_aarch64.inc"

        /* Index, limit, region (x11), state. The load of the state is an acquire: its partner is the release with
         * which Java opens a region, so that whoever sees OPEN sees the headers written before it. */
        .macro  enter name, index
        inject  POINT_START
        ldr     w10, [x9, #\index]
        inject  POINT_INDEX
        cmp     w10, w2
        b.hs    \name\()_bad_index
        add     x11, x0, x10, lsl #REGION_SHIFT
        ldar    w12, [x11]
        cmp     w12, #STATE_OPEN
        b.ne    \name\()_not_open
        .endm

        .macro  refuse name, label, code
        exit_point \name, \name\()_\label
\name\()_\label:
        sub     x0, x11, x0
        lsr     x0, x0, #REGION_SHIFT - 8
        mov     x10, #\code
        orr     x0, x0, x10
        neg     x0, x0
        ret
        .endm

        /* A refused push returns its block, with the code in the low bits, so that the caller need not keep it. */
        .macro  give_back name, label, code
        exit_point \name, \name\()_\label
\name\()_\label:
        add     x0, x3, #\code
        ret
        .endm

        .macro  refuse_index name
        exit_point \name, \name\()_bad_index
\name\()_bad_index:
        mov     x0, #-RESULT_BAD_INDEX
        ret
        .endm

        /* Region of the index that an abort handler finds itself on, to x11. */
        .macro  count_region name, index
        ldr     w10, [x9, #\index]
        cmp     w10, w2
        b.hs    \name\()_count_bad_index
        add     x11, x0, x10, lsl #REGION_SHIFT
        .endm

        /* ---- pop one: x0 = block, or a refusal ---- */
        .macro  pop name, index
        function \name
        prepare
        arm     \name
        enter   \name, \index
        inject  POINT_STATE
        add     x12, x11, x1
        ldr     w13, [x12, #HEADER_CURRENT]
        ldr     w6, [x12, #HEADER_BEGIN]
        inject  POINT_COUNT
        cmp     w13, w6
        b.ls    \name\()_empty
        sub     w13, w13, #1
        ldr     x6, [x11, x13, lsl #3]
        inject  POINT_BEFORE_COMMIT
        str     w13, [x12, #HEADER_CURRENT]
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, x6
        ret
        refuse  \name, empty, RESULT_EMPTY
        refuse  \name, not_open, RESULT_NOT_OPEN
        refuse_index \name
        end_function \name
        on_abort \name, \index
        .endm

        /* ---- push one: x3 = block; x0 = 0, or the block and why it was refused ---- */
        .macro  push name, index
        function \name
        prepare
        arm     \name
        enter   \name, \index
        inject  POINT_STATE
        add     x12, x11, x1
        ldr     w13, [x12, #HEADER_CURRENT]
        ldr     w6, [x12, #HEADER_END]
        inject  POINT_COUNT
        cmp     w13, w6
        b.hs    \name\()_full
        str     x3, [x11, x13, lsl #3]  /* above current: nobody reads it before the commit */
        add     w13, w13, #1
        inject  POINT_BEFORE_COMMIT
        str     w13, [x12, #HEADER_CURRENT]
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, #0
        ret
        give_back \name, full, RESULT_FULL
        give_back \name, not_open, RESULT_NOT_OPEN
        give_back \name, bad_index, RESULT_BAD_INDEX
        end_function \name
        on_abort \name, \index, x3
        .endm

        .macro  batch_entry
        lsr     x5, x2, #32
        mov     x10, #MAX_BATCH
        cmp     x5, x10
        csel    x5, x10, x5, hi
        .endm

        /* ---- pop batch: the top min(n, count) blocks to x3[0..); x0 = number moved, or a refusal ---- */
        .macro  pop_batch name, index
        function \name
        batch_entry
        prepare
        arm     \name
        enter   \name, \index
        inject  POINT_STATE
        add     x12, x11, x1
        ldr     w13, [x12, #HEADER_CURRENT]
        ldr     w6, [x12, #HEADER_BEGIN]
        inject  POINT_COUNT
        sub     w6, w13, w6
        cmp     x6, x5
        csel    x6, x5, x6, hi          /* x6 = number to move */
        sub     w13, w13, w6            /* the new current */
        add     x10, x11, x13, lsl #3   /* lowest slot to move */
        cbz     x6, \name\()_none
        mov     x11, x6
\name\()_copy:
        sub     x11, x11, #1
        ldr     x7, [x10, x11, lsl #3]
        str     x7, [x3, x11, lsl #3]   /* the caller's buffer: repeated after an abort */
        cbnz    x11, \name\()_copy
        inject  POINT_BEFORE_COMMIT
        str     w13, [x12, #HEADER_CURRENT]
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, x6
        ret
        exit_point \name, \name\()_none
\name\()_none:
        mov     x0, #0
        ret
        refuse  \name, not_open, RESULT_NOT_OPEN
        refuse_index \name
        end_function \name
        on_abort \name, \index
        .endm

        /* ---- push batch: the last min(n, room) blocks of x3[0..n); x0 = number moved, or a refusal ---- */
        .macro  push_batch name, index
        function \name
        batch_entry
        prepare
        arm     \name
        enter   \name, \index
        inject  POINT_STATE
        add     x12, x11, x1
        ldr     w13, [x12, #HEADER_CURRENT]
        ldr     w6, [x12, #HEADER_END]
        inject  POINT_COUNT
        sub     w6, w6, w13
        cmp     x6, x5
        csel    x6, x5, x6, hi          /* x6 = number to move */
        add     x10, x11, x13, lsl #3   /* first free slot */
        add     w13, w13, w6            /* the new current */
        cbz     x6, \name\()_none
        sub     x11, x5, x6
        add     x7, x3, x11, lsl #3     /* first word to move */
        mov     x11, x6
\name\()_copy:
        sub     x11, x11, #1
        ldr     x8, [x7, x11, lsl #3]
        str     x8, [x10, x11, lsl #3]  /* above current: nobody reads it before the commit */
        cbnz    x11, \name\()_copy
        inject  POINT_BEFORE_COMMIT
        str     w13, [x12, #HEADER_CURRENT]
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, x6
        ret
        exit_point \name, \name\()_none
\name\()_none:
        mov     x0, #0
        ret
        refuse  \name, not_open, RESULT_NOT_OPEN
        refuse_index \name
        end_function \name
        on_abort \name, \index
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

        function ccache_index_cid
        area    x9
        ldr     w0, [x9, #RSEQ_MM_CID]
        ret
        end_function ccache_index_cid

        function ccache_index_cpu
        area    x9
        ldrsw   x0, [x9, #RSEQ_CPU_ID]
        ret
        end_function ccache_index_cpu

        function ccache_index_node
        area    x9
        ldr     w0, [x9, #RSEQ_NODE_ID]
        ret
        end_function ccache_index_node

        function ccache_area
        mrs     x10, tpidr_el0
        area    x9
        sub     x0, x9, x10
        ret
        end_function ccache_area

        function ccache_empty
        ret
        end_function ccache_empty

        function ccache_probe_spin
        area    x9
ccache_probe_spin_restart:
        adrp    x10, ccache_probe_spin_cs
        add     x10, x10, :lo12:ccache_probe_spin_cs
        str     x10, [x9, #RSEQ_CS]
ccache_probe_spin_start:
        ldr     w11, [x0, #PROBE_ROUNDS]
        add     w11, w11, #1
        str     w11, [x0, #PROBE_ROUNDS]
        yield
        ldr     w11, [x0, #PROBE_STOP]
        cbz     w11, ccache_probe_spin_start
ccache_probe_spin_commit:
        ret
        end_function ccache_probe_spin
        descriptor ccache_probe_spin
        .pushsection __rseq_failure, "ax", %progbits
        .inst   RSEQ_SIGNATURE
ccache_probe_spin_abort:
        ldr     w11, [x0, #PROBE_ABORTS]
        add     w11, w11, #1
        str     w11, [x0, #PROBE_ABORTS]
        b       ccache_probe_spin_restart
        .popsection

#endif
        .section .note.GNU-stack, "", %progbits
