# Prints a DocBook book of the texts that are named: a chapter for each, a section for each part that a line of capitals or
# a number begins, paragraphs, footnotes, terms of an index, and a table of how often long words are there.
function text(line) { gsub(/&/, "\\&amp;", line); gsub(/</, "\\&lt;", line); gsub(/>/, "\\&gt;", line); return line }
function paragraph(   n, i, word, terms) {
  if (lines == "") return
  n = split(lines, words, /[^A-Za-z]+/)
  for (i = 1; i <= n; i++) {
    word = tolower(words[i])
    if (length(word) < 10) continue
    count[word]++
    if (count[word] % 4 == 1) terms = terms "<indexterm><primary>" word "</primary></indexterm>"
  }
  printf("<para id=\"p%d\">%s%s", ++paragraphs, terms, text(lines))
  if (paragraphs % 7 == 0) printf(" See <xref linkend=\"c%d\"/>.", 1 + paragraphs % chapters)
  if (paragraphs % 11 == 0) printf("<footnote><para>In <filename>%s</filename>.</para></footnote>", name)
  print "</para>"
  lines = ""
}
BEGIN { print "<book lang=\"en\"><title>Licences</title>" }
FNR == 1 {
  if (chapters) { paragraph(); print "</section></chapter>" }
  name = FILENAME; sub(/.*\//, "", name)
  printf("<chapter id=\"c%d\"><title>%s</title><section><title>Head</title><para/>\n", ++chapters, name)
}
/^[ ]*$/ { paragraph(); next }
/^ *([0-9]+\.|[A-Z][A-Z ]+$)/ && length($0) < 60 {
  paragraph(); printf("</section><section><title>%s</title><para/>\n", text($0)); next
}
{ lines = lines $0 "\n" }
END {
  paragraph()
  print "</section></chapter><appendix><title>Words</title><table><title>Long words</title><tgroup cols=\"2\"><tbody>"
  for (word in count) {
    if (count[word] > 3) printf("<row><entry>%s</entry><entry>%d</entry></row>\n", word, count[word]) | "sort"
  }
  close("sort")
  print "</tbody></tgroup></table></appendix><index/></book>"
}
