# Descriptors are missing in __rseq_cs_ptr_array.
# seen-by: structure
# only: ccache_pop_cid
/^ *\.quad   \\name\\()_cs$/d
