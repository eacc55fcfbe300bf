# The range ends before the store: an event there aborts nothing, and the store overwrites what others did meanwhile.
/^template_count_commit:/d
/movq    %r11, (%rax)/i\template_count_commit:
