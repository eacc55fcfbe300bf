/* template_count for x86-64: see template.h for what it does, README.md for why each part is as it is.
 *
 *   rdi = area   rsi = field   rdx = slots   ecx = limit   r8 = rounds   r9 = most        (System V)
 *   r10 = aborts of this call, r11 and rax are free
 *
 * An abort leaves all registers as they were at the interrupted instruction, so the sequence must not write to one that
 * the second pass needs: rdi, rsi, rdx, rcx, r8, r9 and r10 are only read between start and commit.
 */
#if defined(__x86_64__)
#include "template.h"

        .text
        .globl  template_count
        /* For the test; hidden, so that the library does not export them. */
        .globl  template_count_start, template_count_commit, template_count_abort
        .hidden template_count_start, template_count_commit, template_count_abort
        .type   template_count, @function
        .balign 64
template_count:
        .cfi_startproc
        endbr64
        xorl    %r10d, %r10d                    /* aborts = 0 */

template_count_restart:
        leaq    template_count_cs(%rip), %rax
        movq    %rax, %fs:RSEQ_CS(%rdi)         /* arm: the last instruction before start */
template_count_start:
        movl    %fs:(%rdi,%rsi), %eax           /* the index, read inside: it cannot go stale unnoticed */
        cmpl    %ecx, %eax
        jae     template_count_no_index         /* unsigned: -1, not registered, is refused too */
        shlq    $SLOT_SHIFT, %rax
        addq    %rdx, %rax                      /* its slot */

        movq    %r8, %r11
template_count_round:
        testq   %r11, %r11
        jz      template_count_rounds_done
        decq    %r11
        jmp     template_count_round            /* inside the sequence: an event here aborts, too */
template_count_rounds_done:

        movq    (%rax), %r11
        incq    %r11
        movq    %r11, (%rax)                    /* the commit: one store, the last instruction */
template_count_commit:
        movq    %r10, %rax
        ret

template_count_no_index:
        movq    $TEMPLATE_NO_INDEX, %rax
        ret
        .cfi_endproc
        .size   template_count, . - template_count

        /* The descriptor that rseq_cs points to: struct rseq_cs of the kernel. */
        .section __rseq_cs, "aw", @progbits
        .balign 32
template_count_cs:
        .long   0, 0                                            /* version, flags: both 0 */
        .quad   template_count_start                            /* first instruction */
        .quad   template_count_commit - template_count_start    /* length in bytes */
        .quad   template_count_abort                            /* where the kernel sends an interrupted thread */

        /* For debuggers and binary translators: where the descriptors are, and where sequences end beside commit. */
        .section __rseq_cs_ptr_array, "aw", @progbits
        .quad   template_count_cs
        .section __rseq_exit_point_array, "aw", @progbits
        .quad   template_count_start, template_count_no_index

        /* The abort handler, outside the sequence, behind the signature. The kernel has set rseq_cs to 0. */
        .section __rseq_failure, "ax", @progbits
        .cfi_startproc
        .byte   0x0f, 0xb9, 0x3d                                /* ud1 signature(%rip), %edi: traps if ever run */
        .long   RSEQ_SIGNATURE
template_count_abort:
        incq    %r10
        cmpq    %r9, %r10
        jb      template_count_restart                          /* not to start: it must be armed again */
        movq    $TEMPLATE_GAVE_UP, %rax
        ret
        .cfi_endproc

#endif
        .section .note.GNU-stack, "", @progbits
