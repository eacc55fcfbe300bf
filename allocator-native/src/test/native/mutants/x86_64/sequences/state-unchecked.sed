# The state is not checked.
# seen-by: emulated kernel structure
# only: ccache_pop_cid
/jne     \\name\\()_not_open/d
