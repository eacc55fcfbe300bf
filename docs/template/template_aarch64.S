/* template_count for aarch64: see template.h for what it does, README.md for why each part is as it is.
 *
 *   x0 = area   x1 = field   x2 = slots   w3 = limit   x4 = rounds   x5 = most           (AAPCS64)
 *   x9 = address of struct rseq, x10 = address of the index, x11 = aborts of this call, x12 and x13 are free
 *
 * An abort leaves all registers as they were at the interrupted instruction, so the sequence must not write to one that
 * the second pass needs: x0 to x5 and x9 to x11 are only read between start and commit.
 */
#if defined(__aarch64__)
#include "template.h"

        .text
        .globl  template_count
        /* For the test; hidden, so that the library does not export them. */
        .globl  template_count_start, template_count_commit, template_count_abort
        .hidden template_count_start, template_count_commit, template_count_abort
        .type   template_count, %function
        .balign 64
template_count:
        .cfi_startproc
        hint    #34                             /* bti c */
        mrs     x9, tpidr_el0
        add     x9, x9, x0
        add     x10, x9, x1
        mov     x11, #0                         /* aborts = 0 */

template_count_restart:
        adrp    x12, template_count_cs
        add     x12, x12, :lo12:template_count_cs
        str     x12, [x9, #RSEQ_CS]             /* arm: the last instruction before start */
template_count_start:
        ldr     w12, [x10]                      /* the index, read inside: it cannot go stale unnoticed */
        cmp     w12, w3
        b.hs    template_count_no_index         /* unsigned: -1, not registered, is refused too */
        add     x12, x2, x12, lsl #SLOT_SHIFT   /* its slot */

        mov     x13, x4
template_count_round:
        cbz     x13, template_count_rounds_done
        sub     x13, x13, #1
        b       template_count_round            /* inside the sequence: an event here aborts, too */
template_count_rounds_done:

        ldr     x13, [x12]
        add     x13, x13, #1
        str     x13, [x12]                      /* the commit: one store, the last instruction */
template_count_commit:
        mov     x0, x11
        ret

template_count_no_index:
        mov     x0, #TEMPLATE_NO_INDEX
        ret
        .cfi_endproc
        .size   template_count, . - template_count

        /* The descriptor that rseq_cs points to: struct rseq_cs of the kernel. */
        .section __rseq_cs, "aw", %progbits
        .balign 32
template_count_cs:
        .long   0, 0                                            /* version, flags: both 0 */
        .quad   template_count_start                            /* first instruction */
        .quad   template_count_commit - template_count_start    /* length in bytes */
        .quad   template_count_abort                            /* where the kernel sends an interrupted thread */

        /* For debuggers and binary translators: where the descriptors are, and where sequences end beside commit. */
        .section __rseq_cs_ptr_array, "aw", %progbits
        .quad   template_count_cs
        .section __rseq_exit_point_array, "aw", %progbits
        .quad   template_count_start, template_count_no_index

        /* The abort handler, outside the sequence, behind the signature. The kernel has set rseq_cs to 0. */
        .section __rseq_failure, "ax", %progbits
        .cfi_startproc
        .inst   RSEQ_SIGNATURE                                  /* a brk: traps if ever run */
template_count_abort:
        add     x11, x11, #1
        cmp     x11, x5
        b.lo    template_count_restart                          /* not to start: it must be armed again */
        mov     x0, #TEMPLATE_GAVE_UP
        ret
        .cfi_endproc

#endif
        .section .note.GNU-stack, "", %progbits
