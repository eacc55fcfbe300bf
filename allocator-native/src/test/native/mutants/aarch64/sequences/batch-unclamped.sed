# A batch moves more than MAX_BATCH.
# seen-by: emulated kernel
# only: ccache_pop_batch_cid
/csel    x5, x10, x5, hi/d
