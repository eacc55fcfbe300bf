# Descriptors are missing in __rseq_cs_ptr_array.
# seen-by: structure
# only: ccache_add_cid
/^ *\.quad   \\name\\()_cs$/d
