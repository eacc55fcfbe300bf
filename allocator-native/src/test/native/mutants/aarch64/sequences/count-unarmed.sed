# The abort handler of the counting sequence does not arm it again.
# seen-by: emulated kernel structure
# only: ccache_pop_cid
s/b\.lo    \\name\\()_count_restart/b.lo    \\name\\()_count_start/
