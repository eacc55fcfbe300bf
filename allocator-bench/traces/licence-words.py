"""Indexes the texts of a folder: words, phrases, addresses, sections; writes them as JSON and CSV, reads both again, prints
a summary. What it does follows from the texts alone."""

import collections
import csv
import json
import pathlib
import re
import sys
import textwrap

WORD = re.compile(r"[A-Za-z][A-Za-z'-]+")
SECTION = re.compile(r"^\s*(?P<number>\d+(?:\.\d+)*)\.?\s+(?P<title>[A-Z].{3,60})$", re.MULTILINE)
ADDRESS = re.compile(r"https?://[\w./-]+|\b[\w.]+@[\w.]+\b")


def texts(folder):
    for path in sorted(pathlib.Path(folder).iterdir()):
        if not path.is_symlink():
            yield path.name, path.read_text(encoding="utf-8", errors="replace")


def indexed(name, text):
    words = WORD.findall(text)
    return {
        "name": name,
        "lines": text.count("\n"),
        "words": collections.Counter(word.lower() for word in words),
        "phrases": collections.Counter(zip(words, words[1:], words[2:])),
        "sections": [match.groupdict() for match in SECTION.finditer(text)],
        "addresses": sorted(set(ADDRESS.findall(text))),
        "paragraphs": [" ".join(part.split()) for part in text.split("\n\n") if part.strip()],
    }


def alike(one, other):
    both = sum((one["words"] & other["words"]).values())
    return both / max(1, sum((one["words"] | other["words"]).values()))


def main(folder):
    entries = [indexed(name, text) for name, text in texts(folder)]
    where = collections.defaultdict(lambda: collections.defaultdict(list))
    for entry in entries:
        for place, paragraph in enumerate(entry["paragraphs"]):
            for word in WORD.findall(paragraph):
                where[word.lower()][entry["name"]].append(place)
    with open("index.json", "w", encoding="utf-8") as file:
        json.dump({word: where[word] for word in sorted(where)}, file, indent=1)
    with open("words.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["word", *(entry["name"] for entry in entries)])
        for word in sorted(where, key=lambda word: (-sum(map(len, where[word].values())), word)):
            writer.writerow([word, *(entry["words"][word] for entry in entries)])
    with open("index.json", encoding="utf-8") as file:
        index = json.load(file)
    with open("words.csv", encoding="utf-8", newline="") as file:
        rows = {row["word"]: row for row in csv.DictReader(file)}
    assert index.keys() == rows.keys()
    wrapped = "\n\n".join(textwrap.fill(part, 72) for entry in entries for part in entry["paragraphs"])
    print(len(wrapped), "characters,", len(index), "words")
    for entry in entries:
        nearest = max((alike(entry, other), other["name"]) for other in entries if other is not entry)
        common = " ".join(entry["phrases"].most_common(1)[0][0])
        counts = entry["lines"], len(entry["sections"]), len(entry["addresses"])
        print(entry["name"], *counts, common, "%.2f %s" % nearest)


main(sys.argv[1])
