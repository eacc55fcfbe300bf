# The index read once, before the sequence: after a migration the slot of another one is written.
/mov     x11, #0/a\        ldr     w14, [x10]
s/ldr     w12, \[x10\]  /mov     w12, w14/
