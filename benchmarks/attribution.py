"""Measure who-says-what against PolNeAR: python -m benchmarks.attribution FOLDER

FOLDER holds attribution.dev.jsonl and attribution_sentences.dev.jsonl. Prints precision, recall and F1 of source,
cue and content, exact and by overlap; the share of attributions right as a whole by kind of quoting; speed and
memory. The weights were fitted on attribution.train.jsonl (training/attribution.py), never on these files.
"""

import argparse
import json
import resource
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.attribution_data import PARTS, Passage, articles, sentences
from claims.analysis.reading.attribution import AttributionRelation, attributions
from claims.analysis.reading.extraction import extract
from claims.analysis.reading.language_model import session
from claims.analysis.reading.parsed import Parsed
from sources.reading.text import normalise

Labelled = tuple[str, int, int]

# Exact F1 in percent on the sentences' test part, as published: Jiang and others, "CofeNet: Context and Former-Label
# Enhanced Net for Complicated Quotation Extraction", COLING 2022.
PUBLISHED = {
    "Rules": (10.7, 22.8, 5.6),
    "CoreNLP": (13.9, None, 17.5),
    "CRF": (50.6, 53.4, 28.6),
    "BiLSTM+Cofe": (71.2, 67.0, 62.2),
    "CofeNet-BERT": (83.2, 75.3, 72.9),
}


def flat(p: Parsed, found: Iterable[AttributionRelation]) -> set[Labelled]:
    """Labels as the data has them: no attribution inside another, the surer first; then quotations left over."""
    taken = [False] * len(p)
    spans: set[Labelled] = set()
    for one in sorted(found, key=lambda each: -each.score):
        if any(taken[slice(*one.cue)]) or (one.content and all(any(taken[slice(*span)]) for span in one.content)):
            continue
        parts = [("cue", one.cue), *(("content", span) for span in one.content)]
        if one.source:
            parts.append(("source", one.source))
        for part, (start, end) in parts:
            if not any(taken[start:end]):
                spans.add((part, start, end))
                taken[start:end] = [True] * (end - start)
    for start, end in p.quotes:  # a quotation that goes on from the sentence before
        first = next((word for word in p.words[start:end] if word[:1].isalnum()), "")
        if end - start > 3 and first[:1].isupper() and not any(taken[start:end]):
            spans.add(("content", start, end))
    return spans


def annotated(passage: Passage) -> set[Labelled]:
    if passage.labelled:
        return set(passage.labelled)
    return {(part, *span) for gold in passage.gold for part in PARTS for span in getattr(gold, part)}


def counts(passages: Iterable[Passage]) -> Counter[tuple[str, str]]:
    """How many spans were found, are annotated, and agree exactly or by a shared token."""
    out: Counter[tuple[str, str]] = Counter()
    for passage in passages:
        found, gold = flat(passage.parsed, attributions(passage.parsed)), annotated(passage)
        for part in PARTS:
            mine = {span for span in found if span[0] == part}
            theirs = {span for span in gold if span[0] == part}
            out[part, "found"] += len(mine)
            out[part, "gold"] += len(theirs)
            out[part, "exact"] += len(mine & theirs)
            out[part, "found overlap"] += sum(1 for span in mine if _touches(span, theirs))
            out[part, "gold overlap"] += sum(1 for span in theirs if _touches(span, mine))
    return out


def _touches(span: Labelled, others: set[Labelled]) -> bool:
    return any(span[1] < other[2] and other[1] < span[2] for other in others)


def whole(passages: Iterable[Passage]) -> Counter[tuple[str, str]]:
    """Attributions whose source and content are both exactly right, by how the words are given."""
    out: Counter[tuple[str, str]] = Counter()
    for passage in passages:
        found = {
            (frozenset(one.content), frozenset([one.source] if one.source else []))
            for one in attributions(passage.parsed)
        }
        for gold in passage.gold:
            if gold.content and not gold.elsewhere:
                kind = _kind(passage.parsed, gold.content)
                out[kind, "all"] += 1
                out[kind, "right"] += (frozenset(gold.content), frozenset(gold.source)) in found
    return out


def _kind(p: Parsed, content: Iterable[tuple[int, int]]) -> str:
    inside = [p.quote[index] >= 0 for span in content for index in range(*span) if p.words[index][:1].isalnum()]
    return "direct" if inside and all(inside) else "mixed" if any(inside) else "indirect"


def rows(name: str, tally: Counter[tuple[str, str]]) -> Iterator[str]:
    for part in PARTS:
        found, gold = tally[part, "found"], tally[part, "gold"]
        exact = _f1(tally[part, "exact"], tally[part, "exact"], found, gold)
        loose = _f1(tally[part, "found overlap"], tally[part, "gold overlap"], found, gold)
        yield f"| {name} | {part} | {gold:,} | {exact} | {loose} |"


def _f1(right_found: int, right_gold: int, found: int, gold: int) -> str:
    precision, recall = right_found / max(found, 1), right_gold / max(gold, 1)
    total = precision + recall
    return f"{precision:.1%} / {recall:.1%} / {2 * precision * recall / total if total else 0:.1%}"


CAUSES = ("cue missed", "cue found, content not", "begins elsewhere", "ends elsewhere", "begins and ends elsewhere")


def causes(passages: Iterable[Passage]) -> Counter[str]:
    """Why annotated contents are not found exactly; and contents found where none is annotated."""
    out: Counter[str] = Counter()
    for passage in passages:
        found, gold = flat(passage.parsed, attributions(passage.parsed)), annotated(passage)
        cues = {span for span in found if span[0] == "cue"}
        mine = {span for span in found if span[0] == "content"}
        theirs = {span for span in gold if span[0] == "content"}
        out["found"] += len(mine)
        out["gold"] += len(theirs)
        out["exact"] += len(mine & theirs)
        for content in theirs - mine:
            near = [span for span in mine if span[1] < content[2] and content[1] < span[2]]
            if near:
                best = max(near, key=lambda span: min(span[2], content[2]) - max(span[1], content[1]))
                begins, ends = best[1] == content[1], best[2] == content[2]
                out[CAUSES[3] if begins else CAUSES[2] if ends else CAUSES[4]] += 1
            else:
                closest = min(
                    (span for span in gold if span[0] == "cue"),
                    key=lambda span: min(abs(span[2] - content[1]), abs(span[1] - content[2])),
                    default=None,
                )
                out[CAUSES[1] if closest and _touches(closest, cues) else CAUSES[0]] += 1
        out["none annotated"] += sum(1 for span in mine if not _touches(span, theirs))
    return out


def cause_rows(out: Counter[str]) -> Iterator[str]:
    """Each cause with the exact F1 of content if it alone were mended."""

    def f1(exact: int, found: int) -> float:
        return 200 * exact / (found + out["gold"])

    yield f"| as it is | | {f1(out['exact'], out['found']):.1f} |"
    for cause in CAUSES:
        added = out[cause] if cause in CAUSES[:2] else 0
        yield f"| {cause} | {out[cause]} | {f1(out['exact'] + out[cause], out['found'] + added):.1f} |"
    found_for_nothing = out["none annotated"]
    yield f"| none annotated there | {found_for_nothing} | {f1(out['exact'], out['found'] - found_for_nothing):.1f} |"


def speed(path: Path) -> str:
    """Words a second of the whole way from text to claims, in processor time of this process."""
    started = time.process_time()
    with session():
        loading = time.process_time() - started
    texts = [normalise(json.loads(line)["text"]) for line in path.open(encoding="utf-8")]
    extract(texts[0])
    started = time.process_time()
    found = sum(len(extract(text).claims) for text in texts)
    spent = time.process_time() - started
    words = sum(len(text.split()) for text in texts)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{words:,} words, {found:,} claims: {words / spent:,.0f} words a second of processor time; "
        f"the model loads in {loading:.1f} s; at most {memory:,.0f} MB of memory"
    )


def growth(path: Path, articles_read: int) -> str:
    """Memory after many short articles, to see that none of it stays."""
    texts = [normalise(json.loads(line)["text"])[:600] for line in path.open(encoding="utf-8")]
    marks = []
    for number in range(articles_read):
        text = texts[number % len(texts)]
        extract(f"{text} Article number {number} names Person{number} and Place{number}x.")
        if number + 1 in (articles_read // 10, articles_read):
            marks.append(_resident())
    return (
        f"resident memory after {articles_read // 10:,} articles {marks[0]:,.0f} MB, "
        f"after {articles_read:,} {marks[-1]:,.0f} MB"
    )


def long_articles(path: Path, lengths: list[int]) -> str:
    """Seconds to read articles of these lengths in characters: real ones joined, and nothing but one cue."""
    texts = [normalise(json.loads(line)["text"]) for line in path.open(encoding="utf-8")]
    joined = "\n\n".join(texts * (max(lengths) // sum(map(len, texts)) + 1))
    lines = ["| characters | real articles joined, s | “said said said ...”, s |", "| ---: | ---: | ---: |"]
    for length in lengths:
        spent = []
        for text in (joined[:length], ("said " * length)[:length]):
            started = time.process_time()
            extract(text)
            spent.append(f"{time.process_time() - started:.1f}")
        lines.append(f"| {length:,} | {' | '.join(spent)} |")
    return "\n".join(lines)


def _resident() -> float:
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--memory", type=int, metavar="ARTICLES", help="also read so many short articles")
    parser.add_argument("--long", type=int, nargs="+", metavar="CHARACTERS", help="also read articles of these lengths")
    options = parser.parse_args(arguments)
    print(speed(options.folder / "attribution.dev.jsonl"))
    if options.memory:
        print(growth(options.folder / "attribution.dev.jsonl", options.memory))
    if options.long:
        print(long_articles(options.folder / "attribution.dev.jsonl", options.long))
    whole_articles = list(articles(options.folder / "attribution.dev.jsonl"))
    single = list(sentences(options.folder / "attribution_sentences.dev.jsonl"))
    tally = counts(single)
    print("\n| set | part | spans | exact P / R / F1 | overlap P / R / F1 |\n| --- | --- | ---: | --- | --- |")
    for name, numbers in (("sentences", tally), ("articles", counts(whole_articles))):
        print("\n".join(rows(name, numbers)))
    print("\n| exact F1 on the sentences | source | cue | content |\n| --- | ---: | ---: | ---: |")
    for name, figures in PUBLISHED.items():
        shown = " | ".join("-" if figure is None else str(figure) for figure in figures)
        print(f"| {name}, published | {shown} |")
    mine = " | ".join(
        f"{200 * tally[part, 'exact'] / (tally[part, 'found'] + tally[part, 'gold']):.1f}" for part in PARTS
    )
    print(f"| this code, dev part | {mine} |")
    print("\n| why contents of the sentences are missed | contents | F1 if mended |\n| --- | ---: | ---: |")
    print("\n".join(cause_rows(causes(single))))
    print("\n| attributions of the articles | source and content exactly right |\n| --- | ---: |")
    kinds = whole(whole_articles)
    for kind in ("direct", "indirect", "mixed"):
        right, total = kinds[kind, "right"], kinds[kind, "all"]
        print(f"| {kind} | {right}/{total} {right / max(total, 1):.1%} |")


if __name__ == "__main__":
    main()
