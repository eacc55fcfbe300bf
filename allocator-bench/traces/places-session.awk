# Prints the statements of some weeks of browsing against places-schema.sql: visits, typed queries of the address bar,
# bookmarks, history views, expiry. Always the same statements: the generator below is the only source of chance.
function random(n) { state = (state * 16807) % 2147483647; return state % n }
function word() { return words[1 + random(count)] }
function guid() { serial++; return sprintf("%08x%04x", serial * 2654435761 % 4294967296, serial % 65536) }
function reversed(text,   i, out) { for (i = length(text); i > 0; i--) out = out substr(text, i, 1); return out "." }

function new_place(   host, path) {
  places++
  host = word() "." word() (random(3) ? ".org" : ".example.com")
  path = word() "/" word() "?q=" word() "+" word() "&id=" random(1000000)
  printf("INSERT OR IGNORE INTO moz_origins (prefix, host, frecency) VALUES ('https://', '%s', -1);\n", host)
  printf("INSERT INTO moz_places (url, title, rev_host, guid, url_hash, frecency, description, origin_id) VALUES (" \
    "'https://%s/%s', '%s %s and %s', '%s', '%s', %d, %d, %s, " \
    "(SELECT id FROM moz_origins WHERE prefix = 'https://' AND host = '%s'));\n",
    host, path, word(), word(), word(), reversed(host), guid(), random(2000000000), random(2000),
    random(4) ? "NULL" : "'" word() " " word() " " word() " " word() " " word() " " word() "'", host)
}

function visit(place) {
  now += 1000000 * (1 + random(600))
  visits++
  printf("INSERT INTO moz_historyvisits (from_visit, place_id, visit_date, visit_type, session) VALUES (%d, %d, %.0f, %d, 0);\n",
    visits > 1 ? visits - 1 : 0, place, now, 1 + random(7))
}

function address_bar(   text) {
  text = substr(word(), 1, 2 + random(4))
  printf("SELECT h.url, h.title, EXISTS (SELECT 1 FROM moz_bookmarks WHERE fk = h.id) AS bookmarked, h.visit_count, " \
    "h.typed, h.id, i.use_count, h.frecency FROM moz_places h LEFT JOIN moz_inputhistory i ON i.place_id = h.id " \
    "AND i.input LIKE '%s%%' WHERE h.frecency <> 0 AND (h.url LIKE '%%%s%%' OR h.title LIKE '%%%s%%') " \
    "ORDER BY h.frecency DESC LIMIT 10;\n", text, text, text)
  printf("INSERT INTO moz_inputhistory (place_id, input, use_count) VALUES (%d, '%s', 1) " \
    "ON CONFLICT (place_id, input) DO UPDATE SET use_count = use_count * 0.9 + 1;\n", 1 + random(places), text)
}

function frecency(place) {
  printf("WITH recent AS (SELECT visit_type, visit_date FROM moz_historyvisits WHERE place_id = %d ORDER BY visit_date DESC " \
    "LIMIT 10) UPDATE moz_places SET frecency = (SELECT IFNULL(SUM(CASE visit_type WHEN 1 THEN 100 WHEN 2 THEN 2000 ELSE 75 END " \
    "* CASE WHEN %.0f - visit_date < 345600000000 THEN 1.0 ELSE 0.5 END), 0) FROM recent) WHERE id = %d;\n", place, now, place)
}

function bookmark(place) {
  printf("INSERT INTO moz_bookmarks (type, fk, parent, position, title, dateAdded, lastModified, guid) VALUES (1, %d, %d, " \
    "(SELECT IFNULL(MAX(position) + 1, 0) FROM moz_bookmarks WHERE parent = %d), '%s %s', %.0f, %.0f, '%s');\n",
    place, place % 12, place % 12, word(), word(), now, now, guid())
}

function history_view(   kind) {
  kind = random(4)
  if (kind == 0)
    print "SELECT strftime('%Y-%m-%d', visit_date / 1000000, 'unixepoch') AS day, COUNT(*), COUNT(DISTINCT place_id) " \
      "FROM moz_historyvisits GROUP BY day ORDER BY day DESC LIMIT 20;"
  else if (kind == 1)
    print "SELECT o.host, SUM(p.visit_count) AS total, GROUP_CONCAT(SUBSTR(p.title, 1, 12), '|') FROM moz_origins o " \
      "JOIN moz_places p ON p.origin_id = o.id GROUP BY o.id HAVING total > 1 ORDER BY total DESC, o.host LIMIT 15;"
  else if (kind == 2)
    printf("SELECT v.id, p.url, p.title, v.visit_date - LAG(v.visit_date) OVER (ORDER BY v.visit_date) AS pause " \
      "FROM moz_historyvisits v JOIN moz_places p ON p.id = v.place_id WHERE v.visit_date > %.0f ORDER BY v.visit_date DESC " \
      "LIMIT 50;\n", now - 86400000000)
  else
    printf("SELECT b.title, p.url, p.frecency FROM moz_bookmarks b JOIN moz_places p ON p.id = b.fk WHERE b.parent = %d " \
      "ORDER BY b.position;\n", random(12))
}

function expire() {
  printf("DELETE FROM moz_historyvisits WHERE id IN (SELECT id FROM moz_historyvisits ORDER BY visit_date LIMIT 20);\n")
  printf("DELETE FROM moz_places WHERE visit_count = 0 AND foreign_count = 0 AND id < %d AND id NOT IN " \
    "(SELECT place_id FROM moz_historyvisits);\n", places - 100)
}

BEGIN {
  state = 20240229
  now = 1700000000000000
  count = split("allocator arena batch block cache central commit depot drain flush fence index kernel ledger magazine map " \
    "memory mirror page pointer purge queue reclaim refill ring sequence slab span stack thread trace tree virtual window " \
    "archive border canvas deliver engine forest garden harbor island journal kitchen lantern market needle orchard", words, " ")
  for (i = 1; i <= actions; i++) {
    if (i % 25 == 1) print "BEGIN;"
    if (places < 20 || random(3) == 0) new_place()
    visit(places < 20 || random(2) ? 1 + random(places) : places - random(10))
    if (random(4) == 0) address_bar()
    if (random(3) == 0) frecency(1 + random(places))
    if (random(20) == 0) bookmark(1 + random(places))
    if (i % 25 == 0) { print "COMMIT;"; history_view() }
    if (i % 200 == 0) expire()
  }
  if (actions % 25 != 0) print "COMMIT;"
  print "PRAGMA integrity_check;"
  print "PRAGMA foreign_key_check;"
}
