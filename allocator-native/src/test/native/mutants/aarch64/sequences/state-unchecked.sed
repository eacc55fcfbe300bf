# The state is not checked.
# seen-by: emulated kernel structure
# only: ccache_pop_cid
/b\.ne    \\name\\()_not_open/d
