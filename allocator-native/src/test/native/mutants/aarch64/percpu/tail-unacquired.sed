# The tail is loaded without acquire: the record may overwrite what is still being read. Not to be shown where emulation runs
# in order.
# seen-by: structure
# only: ccache_ring_claim_cid
/\.macro  find_room name/,/\.endm/s/ldar    x10, \[x10\]/ldr     x10, [x10]/
