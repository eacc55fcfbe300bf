# The abort handler of the counting sequence does not arm it again.
# seen-by: emulated kernel structure
# only: ccache_add_cid
s/jb      \\name\\()_count_restart/jb      \\name\\()_count_start/
