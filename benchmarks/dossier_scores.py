"""How findings agree with the labels of a dossier: counts of what is right, and a sentence for each fault."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from rapidfuzz import fuzz

from benchmarks.dossier_findings import Findings, FoundClaim, FoundLink
from benchmarks.dossier_labels import LabelledClaim, LabelledDossier, LabelledPair, Passage
from benchmarks.figures import Ratio
from claims.analysis.types import Change, Comparison, Relation

SHARED = 0.5  # of the shorter of two passages: from here on they are about the same words
LEAST_LIKE = 0.2  # words shared, as part of both passages taken together; below it a label is not found
SAME_NAME = 85  # token_set_ratio from which two names of a claimant are one
STRONG = 0.9  # score from which a reader takes a link for sure


MEASURES = (
    "claims found",
    "claims that are labelled",
    "furniture that makes no claim",
    "claimant",
    "attribution",
    "mode",
    "polarity",
    "corroborates: precision",
    "corroborates: recall",
    "disputes: precision",
    "disputes: recall",
    "pairs: precision",
    "pairs: recall",
    "strong links right",
    "lookalikes kept apart",
    "drift found",
    "independence",
    "articles of one origin",
    "suggestion",
)


@dataclass
class Scores:
    ratios: dict[str, Ratio] = field(default_factory=lambda: {name: Ratio() for name in MEASURES})
    faults: list[str] = field(default_factory=list)
    kinds: dict[str, Ratio] = field(default_factory=dict)  # pairs found and lookalikes kept apart, by relation and kind

    def count(self, measure: str, is_right: bool, fault: str) -> None:
        self.ratios[measure].count(is_right)
        if not is_right:
            self.faults.append(f"{measure}: {fault}")

    def __add__(self, other: "Scores") -> "Scores":
        return Scores(
            {name: self.ratios[name] + other.ratios[name] for name in MEASURES},
            self.faults + other.faults,
            {
                kind: self.kinds.get(kind, Ratio()) + other.kinds.get(kind, Ratio())
                for kind in sorted({*self.kinds, *other.kinds})
            },
        )


def score(dossier: LabelledDossier, findings: Findings) -> Scores:
    scores = Scores()
    matches = align(dossier, findings.claims)
    score_claims(dossier, findings.claims, matches, scores)
    names = all_labels(dossier, findings.claims)
    score_links(dossier, findings, names, scores)
    score_pairs(dossier, findings, names, scores)
    score_lookalikes(dossier, findings, names, scores)
    for keys, why in findings.lineage.items():
        pair = frozenset(name for _, name in keys)
        fault = f"{' and '.join(sorted(pair))}: {why or 'taken for independent'}"
        scores.count("articles of one origin", (pair in dossier.dependent) == bool(why), fault)
    for label in dossier.claims.values():
        if label.suggestion_scored:
            found = findings.suggestions[matches[label.id]] if label.id in matches else None
            what = f"{found.status or 'none'}, because {found.reasons[0]}" if found else "claim not found"
            is_right = found is not None and found.status == label.suggestion
            scores.count("suggestion", is_right, f"{label.id} is {label.suggestion or 'none'}: {what}")
    return scores


def shared(left: Passage, right: Passage) -> int:
    """Characters that two passages have in common."""
    if left.article != right.article:
        return 0
    return max(0, min(left.end, right.end) - max(left.start, right.start))


def likeness(left: Passage, right: Passage) -> float:
    """Share of the characters of both passages that they have in common; 0 when they are about other words."""
    common = shared(left, right)
    lengths = left.end - left.start, right.end - right.start
    if not common or common < SHARED * min(lengths):
        return 0.0
    return common / (sum(lengths) - common)


def passage_of(found: FoundClaim) -> Passage:
    return Passage(found.article, found.claim.start, found.claim.end)


def align(dossier: LabelledDossier, claims: Sequence[FoundClaim]) -> dict[str, int]:
    """Each labelled claim with the found claim nearest to it, one to one, the most alike first."""
    likely = sorted(
        (
            (-likeness(label.passage, passage_of(found)), label.id, index)
            for label, (index, found) in product(dossier.claims.values(), enumerate(claims))
            if likeness(label.passage, passage_of(found)) >= LEAST_LIKE
        ),
    )
    matches: dict[str, int] = {}
    for _, label_id, index in likely:
        if label_id not in matches and index not in matches.values():
            matches[label_id] = index
    return matches


def labels_of(dossier: LabelledDossier, found: FoundClaim) -> list[str]:
    """The labels whose words a found claim is about, the most alike first: none, one, or those that it merges."""
    alike = [(likeness(label.passage, passage_of(found)), label.id) for label in dossier.claims.values()]
    return [name for how_much, name in sorted(alike, reverse=True) if how_much]


def score_claims(
    dossier: LabelledDossier, claims: Sequence[FoundClaim], matches: dict[str, int], scores: Scores
) -> None:
    for label in dossier.claims.values():
        scores.count("claims found", label.id in matches, f"{label.id}: “{label.text}”")
        if label.id in matches:
            found = claims[matches[label.id]].claim
            scores.count(
                "claimant",
                same_claimant(label, found.claimant),
                f"{label.id}: “{found.claimant}”, not “{' or '.join(label.claimants)}”",
            )
            values = {"attribution": label.attributions, "mode": (label.mode,), "polarity": (label.polarity,)}
            for name, right in values.items():
                fault = f"{label.id}: {getattr(found, name)}, not {' or '.join(right)}, in “{found.text}”"
                scores.count(name, getattr(found, name) in right, fault)
    labelled = set(matches.values())
    for index, found in enumerate(claims):
        scores.count("claims that are labelled", index in labelled, f"{found.article}: “{found.claim.text}”")
    for passage in dossier.furniture:
        text = dossier.articles[passage.article].text[passage.start : passage.end]
        makers = [one for one in claims if likeness_to_furniture(one, passage) >= SHARED]
        scores.count("furniture that makes no claim", not makers, f"{passage.article}: “{text}”")


def likeness_to_furniture(found: FoundClaim, furniture: Passage) -> float:
    """The share of a found claim that is page furniture."""
    return shared(passage_of(found), furniture) / max(1, found.claim.end - found.claim.start)


def same_claimant(label: LabelledClaim, name: str) -> bool:
    """Whether the name is one of the right ones, with or without a title before or after it."""
    if not label.claimants or not name:
        return not label.claimants and not name
    return any(fuzz.token_set_ratio(name.casefold(), right.casefold()) >= SAME_NAME for right in label.claimants)


Names = Sequence[list[str]]  # the labels of each found claim


def all_labels(dossier: LabelledDossier, claims: Sequence[FoundClaim]) -> Names:
    return [labels_of(dossier, found) for found in claims]


def meanings(names: Names, left: int, right: int) -> list[frozenset[str]]:
    """The pairs of labels that a link may stand for; a passage without a label stands for itself."""
    sides = [names[index] or [f"unlabelled passage {index}"] for index in (left, right)]
    return [frozenset(pair) for pair in product(*sides)]


@dataclass(frozen=True)
class Meant:
    """What the labels say of a link: the pairs for which it is right, or the pair that it is taken for."""

    right: list[frozenset[str]]
    key: frozenset[str]
    scored: bool


def meant(dossier: LabelledDossier, names: Names, left: int, right: int, relation: Relation) -> Meant:
    keys = meanings(names, left, right)
    agreed = [key for key in keys if key in dossier.pairs and dossier.pairs[key].relation is relation]
    open_to_readers = any(
        key in dossier.either_way
        or (relation is Relation.CORROBORATES and key in dossier.lookalikes and dossier.lookalikes[key].only_disputes)
        for key in keys
    )
    return Meant(agreed, (agreed or keys)[0], bool(agreed) or not open_to_readers)


def score_links(dossier: LabelledDossier, findings: Findings, names: Names, scores: Scores) -> None:
    """Precision: each found link, once a relation for two labels, is right, wrong, or not scored."""
    seen = set()
    for link in sorted(findings.links, key=lambda link: -link.comparison.score):
        relation = link.comparison.relation
        found = meant(dossier, names, link.left, link.right, relation)
        if not found.scored or (found.key, relation) in seen:
            continue
        seen.add((found.key, relation))
        is_right = bool(found.right)
        fault = f"{' and '.join(sorted(found.key))}: {described(findings, link.left, link.right)}"
        scores.ratios[f"{relation}: precision"].count(is_right)
        scores.count("pairs: precision", is_right, f"{relation}, {fault}")
        if link.comparison.score >= STRONG:
            scores.ratios["strong links right"].count(is_right)


def score_lookalikes(dossier: LabelledDossier, findings: Findings, names: Names, scores: Scores) -> None:
    """How many of the labelled pairs that look alike and are not linked stay apart."""
    linked = {
        (key, link.comparison.relation): link
        for link in findings.links
        for key in meanings(names, link.left, link.right)
    }
    for key, lookalike in dossier.lookalikes.items():
        wrong = [Relation.DISPUTES] if lookalike.only_disputes else [Relation.CORROBORATES, Relation.DISPUTES]
        found = [linked[key, relation] for relation in wrong if (key, relation) in linked]
        fault = f"{' and '.join(sorted(key))}: {lookalike.reason} {[str(link.comparison.relation) for link in found]}"
        scores.count("lookalikes kept apart", not found, fault)
        if lookalike.kind:
            scores.kinds.setdefault(f"none, {lookalike.kind}", Ratio()).count(not found)


def score_pairs(dossier: LabelledDossier, findings: Findings, names: Names, scores: Scores) -> None:
    """Recall, and for each pair found its drift and whether it counts as independent."""
    links: dict[tuple[frozenset[str], Relation], list[FoundLink]] = {}
    for link in findings.links:
        for key in meanings(names, link.left, link.right):
            links.setdefault((key, link.comparison.relation), []).append(link)
    for key, pair in dossier.pairs.items():
        found = links.get((key, pair.relation), [])
        what = f"{pair.left} and {pair.right}"
        scores.ratios[f"{pair.relation}: recall"].count(bool(found))
        if pair.kind:
            scores.kinds.setdefault(f"{pair.relation}, {pair.kind}", Ratio()).count(bool(found))
        judged = "" if found else "; ".join(judgements(findings, names, pair)) or "a claim of it was not found"
        scores.count("pairs: recall", bool(found), f"{pair.relation}, {what}: {judged}")
        changes = [change for link in found for change in oriented(names, link, pair)]
        for expected in pair.drift:
            seen = ", ".join(f"“{left}” / “{right}”" for left, right in changes) or "nothing"
            fault = f"{what}: “{expected[0]}” / “{expected[1]}”, shown: {seen}"
            scores.count("drift found", any(shows(change, expected) for change in changes), fault)
        if found and pair.independent is not None:
            origins = [link.shared_origin for link in found]
            is_right = all(pair.independent == (not origin) for origin in origins)
            scores.count("independence", is_right, f"{what}: {origins[0] or 'taken for independent'}")


def judgements(findings: Findings, names: Names, pair: LabelledPair) -> Iterable[str]:
    """What the core made of the found claims of a pair that it should have linked."""
    sides = [[index for index, labels in enumerate(names) if side in labels] for side in (pair.left, pair.right)]
    for left, right in product(*sides):
        low, high = sorted((left, right))
        yield described(findings, low, high)


def described(findings: Findings, left: int, right: int) -> str:
    found = findings.comparisons.get((left, right), Comparison(Relation.NONE, 0.0))
    features = ", ".join(f"{one.name} {one.score:.2f}" for one in found.features)
    texts = " / ".join(f"“{findings.claims[index].claim.text}”" for index in (left, right))
    return f"{found.relation} {found.score:.2f} {texts} ({features})"


def oriented(names: Names, link: FoundLink, pair: LabelledPair) -> list[tuple[str, str]]:
    """The changes of a link in the direction of the labelled pair."""
    changes: tuple[Change, ...] = link.comparison.drift
    straight = pair.left in names[link.left]
    return [(one.left, one.right) if straight else (one.right, one.left) for one in changes]


def shows(change: tuple[str, str], expected: tuple[str, str]) -> bool:
    """Whether a shown change holds the expected one: more words on a side are allowed, none for none."""
    for shown, words in zip(change, expected, strict=True):
        if not words and shown:
            return False
        if not set(words.split()) <= set(shown.split()):
            return False
    return True
