# The range ends before the store: an event there aborts nothing, and the store overwrites what others did meanwhile.
/^template_count_commit:/d
/str     x13, \[x12\]/i\template_count_commit:
