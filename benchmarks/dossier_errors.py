"""What the missed pairs and the wrong links of dossiers have in common, by kind, and examples of each."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.dossier_findings import Findings
from benchmarks.dossier_labels import LabelledClaim, LabelledDossier
from benchmarks.dossier_scores import Names, all_labels, meanings, meant
from benchmarks.figures import markdown
from claims.analysis.types import Mode, Polarity, Relation

EXAMPLES = 2  # of each group
CHARACTERS = 90  # of a text in an example
REASONS = 15  # of wrongly linked lookalikes, the most frequent
WORD = re.compile(r"\w+(?:['’]\w+)?")
NEGATION = re.compile(
    r"\b(?:no|not|none|nobody|nothing|never|neither|nor|without|cannot|\w+n['’]t|fail(?:s|ed)?|refus\w+|rul\w+ out"
    r"|den(?:y|ies|ied)|reject\w*|false|untrue|wrong)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\d[\d.,]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty"
    r"|seventy|eighty|ninety|hundred\w*|thousand\w*|million\w*|billion\w*|half|third|dozen\w*|twice|doubled?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wrong:
    """A link that the labels do not have."""

    relation: Relation
    kind: str
    what: str  # how the labels have the two claims
    reason: str  # why they must stay apart, where the labels say
    sentence: str


def kind_of(left: LabelledClaim, right: LabelledClaim) -> str:
    """What two claims have in common or not, by their labels and words; the first that fits."""
    if (left.polarity is Polarity.DENIES) != (right.polarity is Polarity.DENIES):
        return "denial"
    return kind_of_texts(left.text, right.text, quoted=left.mode is Mode.DIRECT and right.mode is Mode.DIRECT)


def kind_of_texts(left: str, right: str, *, quoted: bool = False) -> str:
    if bool(NEGATION.search(left)) != bool(NEGATION.search(right)):
        return "negation on one side"
    numbers = [{number.casefold().strip(".,") for number in NUMBER.findall(text)} for text in (left, right)]
    if all(numbers) and numbers[0] != numbers[1]:
        return "numbers that differ in form or value"
    if quoted:
        return "both in quotation marks"
    if any(numbers):
        return "number on one side, or the same"
    words = [{word.casefold() for word in WORD.findall(text)} for text in (left, right)]
    common = 2 * len(words[0] & words[1]) / max(1, len(words[0]) + len(words[1]))
    return "reworded, half the words in common" if common >= 0.5 else "reworded, few words in common"


def tables(dossiers: Sequence[LabelledDossier], findings: Mapping[str, Findings]) -> str:
    missed: dict[str, Counter[str]] = defaultdict(Counter)
    examples: dict[str, list[str]] = defaultdict(list)
    wrong: list[Wrong] = []
    for dossier in dossiers:
        found = findings[dossier.slug]
        names = all_labels(dossier, found.claims)
        count_pairs(dossier, found, names, missed, examples)
        wrong += wrong_links(dossier, found, names)
    return "\n\n".join(filter(None, [pair_table(missed), wrong_table(wrong), reasons(wrong), listed(examples, wrong)]))


def count_pairs(
    dossier: LabelledDossier,
    found: Findings,
    names: Names,
    counts: dict[str, Counter[str]],
    examples: dict[str, list[str]],
) -> None:
    """Count each labelled pair under its kind: how often it was found, linked otherwise or not at all."""
    linked: dict[frozenset[str], set[Relation]] = defaultdict(set)
    for link in found.links:
        for key in meanings(names, link.left, link.right):
            linked[key].add(link.comparison.relation)
    read = {name for labels in names for name in labels}
    for key, pair in dossier.pairs.items():
        left, right = dossier.claims[pair.left], dossier.claims[pair.right]
        kind = f"{pair.relation}: {pair.kind or kind_of(left, right)}"
        if pair.relation in linked[key]:
            outcome = "found"
        elif linked[key]:
            outcome = "the other relation"
        else:
            outcome = "not linked" if key <= read else "claim not read"
        counts[kind]["pairs"] += 1
        counts[kind][outcome] += 1
        if outcome != "found" and len(examples[f"{outcome}, {kind}"]) < EXAMPLES:
            examples[f"{outcome}, {kind}"].append(f"{dossier.slug}: {shown(left.text)} / {shown(right.text)}")


def wrong_links(dossier: LabelledDossier, found: Findings, names: Names) -> list[Wrong]:
    wrong = {}
    for link in sorted(found.links, key=lambda link: -link.comparison.score):
        relation = link.comparison.relation
        labels = meant(dossier, names, link.left, link.right, relation)
        if labels.right or not labels.scored or (labels.key, relation) in wrong:
            continue
        texts = [found.claims[place].claim.text for place in (link.left, link.right)]
        lookalike = dossier.lookalikes.get(labels.key)
        known = labels.key <= dossier.claims.keys()
        if lookalike:
            what = "labelled lookalike"
        elif labels.key in dossier.pairs:
            what = "pair of the other relation"
        else:
            what = "labelled claims that are no pair" if known else "a claim without label"
        kind = kind_of(*(dossier.claims[name] for name in labels.key)) if known and len(labels.key) == 2 else ""
        wrong[labels.key, relation] = Wrong(
            relation,
            (lookalike and lookalike.kind) or kind or kind_of_texts(*texts),
            what,
            lookalike.reason if lookalike else "",
            f"{dossier.slug}, {link.comparison.score:.2f}: {shown(texts[0])} / {shown(texts[1])}",
        )
    return list(wrong.values())


def pair_table(counts: dict[str, Counter[str]]) -> str:
    heads = ["pairs", "found", "not linked", "the other relation", "claim not read"]
    rows = [["labelled pairs by kind", *heads]]
    rows += [[kind, *(str(count[head]) for head in heads)] for kind, count in sorted(counts.items())]
    return markdown(rows)


def wrong_table(wrong: Sequence[Wrong]) -> str:
    heads = sorted({one.what for one in wrong})
    counts = Counter((f"{one.relation}: {one.kind}", one.what) for one in wrong)
    rows = [["wrong links by kind", "links", *heads]]
    for kind in sorted({kind for kind, _ in counts}):
        cells = [counts[kind, head] for head in heads]
        rows.append([kind, str(sum(cells)), *map(str, cells)])
    return markdown(rows)


def reasons(wrong: Sequence[Wrong]) -> str:
    """Why lookalikes that were linked should not have been, in the words of the labels."""
    counted = Counter(one.reason for one in wrong if one.reason).most_common()
    if not counted:
        return ""
    lines = [f"- {count} x {reason}" for reason, count in counted[:REASONS]]
    more = [f"- and {len(counted) - REASONS} other reasons"] if len(counted) > REASONS else []
    return "\n".join(["Reasons of the labels against links that were made:", "", *lines, *more])


def listed(missed: dict[str, list[str]], wrong: Sequence[Wrong]) -> str:
    groups = dict(sorted(missed.items()))
    for one in wrong:
        groups.setdefault(f"wrong link, {one.relation}: {one.kind}", []).append(one.sentence)
    return "\n".join(
        line
        for group, sentences in groups.items()
        for line in (f"{group}:", *(f"- {one}" for one in sentences[:EXAMPLES]))
    )


def shown(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words if len(words) <= CHARACTERS else words[: CHARACTERS - 1] + '…'}”"
