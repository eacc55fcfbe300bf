/* Sequences on per-CPU memory for aarch64. Pseudo-code, results and hazards: percpu.md, the specification.
 * Keep the order and the labels of percpu_x86_64.S.
 *
 * Arguments (AAPCS64):  x0 = base of the regions   x1 = offset of the word in its region   x2, x3 = what each sequence says
 * Kept over an abort: x0-x3 (the rings use x1, which is no input of theirs), x9 = the rseq area, w14 = aborts not yet added
 * to the counter, w15 = aborts in this call. Scratch: x4-x8, x10 (the index, until it is scratch), x11 (the region), x12, x13.
 */
#if defined(__aarch64__)
#include "percpu.h"
#include "sequence_aarch64.inc"

        /* Index (left in x10), limit, region (x11), state. The load of the state is an acquire: its partner is the release
         * with which Java opens a region. */
        .macro  enter name, index
        inject  POINT_START
        ldr     w10, [x9, #\index]
        inject  POINT_INDEX
        ldur    x12, [x0, #SPACE_LIMIT]
        cmp     x10, x12
        b.hs    \name\()_bad_index
        ldur    x12, [x0, #SPACE_STRIDE]
        madd    x11, x10, x12, x0
        ldar    w12, [x11]
        cmp     w12, #STATE_OPEN
        b.ne    \name\()_not_open
        inject  POINT_STATE
        .endm

        .macro  refuse name, label, code
        exit_point \name, \name\()_\label
\name\()_\label:
        mov     x0, #-\code
        ret
        .endm

        /* The two refusals that each sequence has: only a closed region's index is of use, to open it. */
        .macro  refuse_region name
        exit_point \name, \name\()_not_open
\name\()_not_open:
        lsl     x10, x10, #8
        add     x10, x10, #RESULT_NOT_OPEN
        neg     x0, x10
        ret
        refuse  \name, bad_index, RESULT_BAD_INDEX
        end_function \name
        .endm

        /* Region of the index that an abort handler finds itself on, to x11. */
        .macro  count_region name, index
        ldr     w10, [x9, #\index]
        ldur    x12, [x0, #SPACE_LIMIT]
        cmp     x10, x12
        b.hs    \name\()_count_bad_index
        ldur    x12, [x0, #SPACE_STRIDE]
        madd    x11, x10, x12, x0
        .endm

        /* ---- add: word += x2; x0 = 0 ---- */
        .macro  add_to name, index
        function \name
        prepare
        arm     \name
        enter   \name, \index
        add     x12, x11, x1
        ldr     x13, [x12]
        inject  POINT_COUNT
        add     x13, x13, x2
        inject  POINT_BEFORE_COMMIT
        str     x13, [x12]
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, #0
        ret
        refuse_region \name
        on_abort \name, \index
        .endm

        /* ---- list push: x2 = node; x0 = 0 ---- */
        .macro  list_push name, index
        function \name
        prepare
        arm     \name
        enter   \name, \index
        add     x12, x11, x1
        ldr     x13, [x12]
        inject  POINT_COUNT
        str     x13, [x2, #LINK]        /* the caller's node: repeated after an abort */
        inject  POINT_BEFORE_COMMIT
        str     x2, [x12]
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, #0
        ret
        refuse_region \name
        on_abort \name, \index
        .endm

        /* ---- list pop: x0 = node ---- */
        .macro  list_pop name, index
        function \name
        prepare
        arm     \name
        enter   \name, \index
        add     x12, x11, x1
        ldr     x13, [x12]
        inject  POINT_COUNT
        cbz     x13, \name\()_empty
        ldr     x6, [x13, #LINK]
        inject  POINT_BEFORE_COMMIT
        str     x6, [x12]
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, x13
        ret
        refuse  \name, empty, RESULT_EMPTY
        refuse_region \name
        on_abort \name, \index
        .endm

        /* ---- list take: x0 = first node of all ---- */
        .macro  list_take name, index
        function \name
        prepare
        arm     \name
        enter   \name, \index
        add     x12, x11, x1
        ldr     x13, [x12]
        inject  POINT_COUNT
        cbz     x13, \name\()_empty
        inject  POINT_BEFORE_COMMIT
        str     xzr, [x12]
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, x13
        ret
        refuse  \name, empty, RESULT_EMPTY
        refuse_region \name
        on_abort \name, \index
        .endm

        /* ---- compare and store: x2 = expected, x3 = new; x0 = 0 ---- */
        .macro  compare_store name, index
        function \name
        prepare
        arm     \name
        enter   \name, \index
        add     x12, x11, x1
        ldr     x13, [x12]
        inject  POINT_COUNT
        cmp     x13, x2
        b.ne    \name\()_different
        inject  POINT_BEFORE_COMMIT
        stlr    x3, [x12]               /* release: for who reads the word elsewhere, by an acquire */
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, #0
        ret
        refuse  \name, different, RESULT_DIFFERENT
        refuse_region \name
        on_abort \name, \index
        .endm

        /* ---- store batch: x2 = block {value, pairs …}, w3 = compares, upper half of x3 = stores; x0 = 0 ---- */
        .macro  store_batch name, index
        function \name
        prepare
        arm     \name
        enter   \name, \index
        add     x12, x11, x1
        add     x5, x2, #8              /* x5 = next pair */
        mov     w6, w3
        cbz     w6, 2f
1:      ldp     x7, x13, [x5], #16
        ldr     x10, [x11, x7]
        cmp     x10, x13
        b.ne    \name\()_different
        sub     w6, w6, #1
        cbnz    w6, 1b
2:      inject  POINT_COUNT
        lsr     x6, x3, #32
        cbz     x6, 4f
3:      ldp     x7, x13, [x5], #16
        str     x13, [x11, x7]          /* stays after an abort: by contract nobody reads it before the commit */
        sub     x6, x6, #1
        cbnz    x6, 3b
4:      ldr     x13, [x2]
        inject  POINT_BEFORE_COMMIT
        stlr    x13, [x12]              /* release: whoever reads the new word by an acquire sees the stores */
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, #0
        ret
        refuse  \name, different, RESULT_DIFFERENT
        refuse_region \name
        on_abort \name, \index
        .endm

        /* Copies x6 bytes (kept) from x5 to x7; both advance; x8, x10 and x13 are scratch. */
        .macro  copy
        mov     w13, w6
1:      cmp     w13, #16
        b.lo    2f
        ldp     x8, x10, [x5], #16
        stp     x8, x10, [x7], #16
        sub     w13, w13, #16
        b       1b
2:      tbz     w6, #3, 3f
        ldr     x10, [x5], #8
        str     x10, [x7], #8
3:      tbz     w6, #2, 4f
        ldr     w10, [x5], #4
        str     w10, [x7], #4
4:      tbz     w6, #1, 5f
        ldrh    w10, [x5], #2
        strh    w10, [x7], #2
5:      tbz     w6, #0, 6f
        ldrb    w10, [x5]
        strb    w10, [x7]
6:
        .endm

        /* ---- copy and store: x2 = block {expected, value, destination's offset, source, bytes}; x0 = 0 ---- */
        .macro  copy_store name, index
        function \name
        prepare
        arm     \name
        enter   \name, \index
        add     x12, x11, x1
        ldr     x10, [x2]
        ldr     x13, [x12]
        cmp     x13, x10
        b.ne    \name\()_different
        inject  POINT_COUNT
        ldp     x7, x5, [x2, #16]
        add     x7, x11, x7
        ldr     x6, [x2, #32]
        copy
        ldr     x13, [x2, #8]
        inject  POINT_BEFORE_COMMIT
        stlr    x13, [x12]              /* release: whoever reads the new word by an acquire sees the copy */
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, #0
        ret
        refuse  \name, different, RESULT_DIFFERENT
        refuse_region \name
        on_abort \name, \index
        .endm

        /* Room for a record of w3 bytes: x1 = the head's address, x12 = the new head, x7 = the record's address,
         * x6 = w3. Where the record does not fit before the end, a padding record goes there, above the head. */
        .macro  find_room name
        add     x1, x11, #RING_HEAD
        ldr     x13, [x1]
        inject  POINT_COUNT
        ldur    x12, [x0, #SPACE_CAPACITY]
        mov     w6, w3
        add     x5, x6, #RECORD_HEADER + 7
        and     x5, x5, #~7
        sub     x7, x12, #1
        and     x7, x7, x13
        sub     x10, x12, x7            /* to the end */
        cmp     x5, x10
        b.ls    1f
        add     x5, x5, x10
1:      ldr     x10, [x11, #RING_SEEN]
        sub     x10, x10, x13
        add     x10, x10, x12
        cmp     x5, x10
        b.le    2f
        add     x10, x11, #RING_TAIL
        ldar    x10, [x10]              /* acquire: partner of the consumer's release; it has read what it gave back */
        str     x10, [x11, #RING_SEEN]
        sub     x10, x10, x13
        add     x10, x10, x12
        cmp     x5, x10
        b.gt    \name\()_full
2:      add     x10, x7, x5
        cmp     x10, x12
        b.ls    3f
        sub     x10, x12, x7
        orr     x10, x10, #0xffffffff00000000 /* RECORD_PADDING above the length */
        add     x7, x11, x7
        str     x10, [x7, #RING_DATA]
        mov     x7, #0
3:      add     x7, x11, x7
        add     x7, x7, #RING_DATA
        add     x12, x13, x5            /* x12 = the new head */
        .endm

        /* ---- ring offer: x2 = source, w3 = bytes, upper half of x3 = type; x0 = 0 ---- */
        .macro  ring_offer name, index
        function \name
        prepare
        arm     \name
        enter   \name, \index
        find_room \name
        add     x10, x3, #RECORD_HEADER
        str     x10, [x7], #RECORD_HEADER
        mov     x5, x2
        copy
        inject  POINT_BEFORE_COMMIT
        stlr    x12, [x1]               /* release: partner of the consumer's acquire; the record is all there */
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, #0
        ret
        refuse  \name, full, RESULT_FULL
        refuse_region \name
        on_abort \name, \index
        .endm

        /* ---- ring claim: w3 = bytes, upper half of x3 = type; x0 = the payload's address ---- */
        .macro  ring_claim name, index
        function \name
        prepare
        arm     \name
        enter   \name, \index
        find_room \name
        add     w10, w6, #RECORD_HEADER
        neg     w10, w10                /* negative until the producer publishes it: the consumer stops there */
        lsr     x5, x3, #32
        orr     x10, x10, x5, lsl #32
        str     x10, [x7], #RECORD_HEADER
        inject  POINT_BEFORE_COMMIT
        stlr    x12, [x1]
\name\()_commit:
        inject  POINT_AFTER_COMMIT
        mov     x0, x7
        ret
        refuse  \name, full, RESULT_FULL
        refuse_region \name
        on_abort \name, \index
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
        .section .note.GNU-stack, "", %progbits
