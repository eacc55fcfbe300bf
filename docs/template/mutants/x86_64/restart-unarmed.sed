# After an abort straight to start: rseq_cs is 0 by then, so the second pass is not protected.
s/jb      template_count_restart/jb      template_count_start  /
