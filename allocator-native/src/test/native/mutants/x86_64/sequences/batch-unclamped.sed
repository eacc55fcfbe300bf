# A batch moves more than MAX_BATCH.
# seen-by: emulated kernel
# only: ccache_pop_batch_cid
/cmovaq  %rax, %r9/d
