# Another word before the abort handler: the kernel kills the process at the first abort.
s/\(\.long\|\.inst\)   RSEQ_SIGNATURE/\1   0x12345678    /
