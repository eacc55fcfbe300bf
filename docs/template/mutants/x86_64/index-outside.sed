# The index read once, before the sequence: after a migration the slot of another one is written.
/xorl    %r10d, %r10d/a\        pushq   %r12\n        movl    %fs:(%rdi,%rsi), %r12d
s/movl    %fs:(%rdi,%rsi), %eax  /movl    %r12d, %eax/
s/^        ret$/        popq    %r12\n        ret/
