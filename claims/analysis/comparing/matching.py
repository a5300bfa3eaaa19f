"""Whether two claims are one statement, contradict one another, or neither.

A common quotation is compared word by word, claims in the same words by their dates and figures, and a bare denial
("denies the allegations") by what stands before it. All else is read side by side by the pair reader, whose
answer is weighed with what the exact checks find: numbers, dates, negation, opposites, who does what to whom. A check
that is sure of a difference bars agreement, and one that is sure that figures agree bars a dispute, whatever was read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from claims.analysis.bounds import SENTENCE_CHARACTERS, bounded
from claims.analysis.comparing.check import CheckKind
from claims.analysis.comparing.claim_features import ClaimFeatures
from claims.analysis.comparing.combination import Found
from claims.analysis.comparing.denial import bare_denial, denied, of_another_number, one_matter
from claims.analysis.comparing.drift import drift, mirrored
from claims.analysis.comparing.near_verbatim import Rendering
from claims.analysis.comparing.odds import log_odds
from claims.analysis.comparing.pair import Pair
from claims.analysis.comparing.prefilter import may_match
from claims.analysis.comparing.quotation import quotation_changes
from claims.analysis.comparing.reasons import percent, sentences
from claims.analysis.comparing.utterance import Utterance, common_utterance, same_actor
from claims.analysis.types import Comparison, Feature, Mode, Relation
from claims.analysis.vectors.pair_reader import read_pairs
from factcheck.shortening import shortened

COMPARISON_VERSION = 11

OPEN = 0.5  # chance of a relation from which a pair is read in the other order, too
SAME = 0.35  # chance from which two claims corroborate one another
CONTRADICTED = 0.35  # chance from which they dispute one another
DOUBTED = 0.05  # the reader's chance of agreement below which no words in common make up for it
BARS = 0.9  # strength of a check for a difference from which two claims can't corroborate one another
HOLDS = 0.6  # strength from which agreeing figures bar a dispute, unless something differs as surely
# The reader's chance of a dispute from which two claims that are worded nearly alike are said to dispute one another:
# where a check finds a difference, and where none does.
ALIKE_AND_DIFFERENT, ALIKE = 0.6, 0.88
DENIED = 0.6  # chance from which a denial is of what the other claim says, by words and meaning alone
BARE_DENIAL = 0.6  # chance that two denials by one party deny one thing, when one does not say what
NOTHING = Comparison(Relation.NONE, 0.0)

_DIFFERENCES = frozenset(
    (CheckKind.NUMBER_DIFFERS, CheckKind.NEGATION, CheckKind.OPPOSITE, CheckKind.SILENCE, CheckKind.ROLES)
)


class Compared(NamedTuple):
    """Two claims to compare, with cosines from -1 to 1.

    similarity: of the vectors of their own words; nearness: of the vectors by which they are searched for, moved
    towards the beginnings of their articles, None for the similarity; event: of the beginnings of the articles, None
    unless both claims stand in articles.
    """

    left: ClaimFeatures
    right: ClaimFeatures
    similarity: float
    nearness: float | None = None
    event: float | None = None


def compare(left: ClaimFeatures, right: ClaimFeatures, *, similarity: float, event: float | None = None) -> Comparison:
    """Return what one pair is; see compare_all, which is faster for many."""
    return compare_all([Compared(left, right, similarity, event=event)])[0]


def compare_all(pairs: Sequence[Compared]) -> list[Comparison]:
    """Return a comparison for each pair, in their order. Raises ModelUnavailable where a model's file is missing.

    Symmetric: the other way round gives the same score, features and sentences, and the drift in its mirror. Pairs
    that the prefilter rules out get no features and a score of 0.
    """
    ordered = [in_order(*pair) for pair in pairs]
    turned = [pair.left is not given.left for pair, given in zip(ordered, pairs, strict=True)]
    found = [_unread(pair) for pair in ordered]
    open_ = [place for place, one in enumerate(found) if one is None]
    for place, same, opposed in _read((place, ordered[place]) for place in open_):
        found[place] = _weighed(Found(ordered[place], same, opposed))
    return [_as_given(one or NOTHING, turn) for one, turn in zip(found, turned, strict=True)]


def in_order(
    left: ClaimFeatures,
    right: ClaimFeatures,
    similarity: float,
    nearness: float | None = None,
    event: float | None = None,
) -> Pair:
    """The two in one order always, so that no tie within is broken by which claim happens to be the left one."""
    first, second = (right, left) if _place(right) < _place(left) else (left, right)
    return Pair(first, second, similarity, nearness, event)


def needs_reading(pair: Pair) -> bool:
    """Whether the pair reader is asked about a pair."""
    return _unread(pair) is None


def _place(claim: ClaimFeatures) -> tuple[str, ...]:
    return claim.text, claim.quote, claim.claimant, *claim.cue, *claim.context, claim.mode, claim.polarity


def _as_given(found: Comparison, turned: bool) -> Comparison:
    """The comparison in the order that was asked for, its texts as long as they may be."""
    return replace(
        found,
        drift=tuple(map(mirrored, found.drift)) if turned else found.drift,
        features=tuple(replace(one, detail=shortened(one.detail, SENTENCE_CHARACTERS)) for one in found.features),
        reasons=bounded(found.reasons),
    )


def _read(pairs: Iterable[tuple[int, Pair]]) -> list[tuple[int, float, float]]:
    """For each pair its place and the reader's chances of both relations; the same two texts are read once.

    The other order is read too, and the mean taken, where the first leaves either relation open.
    """
    texts = {place: (pair.left.statement, pair.right.statement) for place, pair in pairs}
    distinct = list(dict.fromkeys(texts.values()))
    chances = dict(zip(distinct, read_pairs(distinct).astype(float).tolist(), strict=True))
    open_ = [pair for pair in distinct if max(chances[pair][:2]) >= OPEN]
    turned = read_pairs([(right, left) for left, right in open_]).astype(float).tolist()
    for pair, other in zip(open_, turned, strict=True):
        chances[pair] = [(one + another) / 2 for one, another in zip(chances[pair], other, strict=True)]
    return [(place, chances[pair][0], chances[pair][1]) for place, pair in texts.items()]


def _unread(pair: Pair) -> Comparison | None:
    """What needs no reading: the same words, a bare denial, a pair that the prefilter rules out; None for the rest."""
    left, right = pair.left, pair.right
    together = pair.event is not None
    if not may_match(left.prefilter, right.prefilter, pair.similarity, pair.nearness, in_articles=together):
        return NOTHING
    if pair.other_events:
        return NOTHING
    utterance = common_utterance(left, right, pair.similarity)
    actor = same_actor(left, right)
    # Where both give the words themselves, a polarity read into one of them says nothing about the other.
    verbatim = utterance is not None and left.mode == right.mode == Mode.DIRECT
    if left.denies != right.denies and not actor and not verbatim:
        return _denial(pair) if bare_denial(left if left.denies else right) else None
    if utterance is not None:
        return _quoted(pair, utterance)
    if actor and left.denies and right.denies and bare_denial(left) != bare_denial(right):
        return _one_denial(pair, actor)
    if (left.words == right.words or _one_act(pair)) and left.denies == right.denies:
        rendering = Rendering(pair, actor)
        if rendering.nearly_verbatim:
            return rendering.comparison()
    return None


def _one_act(pair: Pair) -> bool:
    """Whether both tell the same act of speech with its verb: "accused", "blamed"."""
    return bool(pair.left.framed and pair.right.framed) and not set(pair.left.cue).isdisjoint(pair.right.cue)


def _weighed(found: Found) -> Comparison:
    """What the reader and the checks say together."""
    pair = found.pair
    disputes, corroborates = found.chance(Relation.DISPUTES), found.chance(Relation.CORROBORATES)
    denies = pair.left.denies != pair.right.denies
    if denies:
        if of_another_number(pair):
            return Comparison(Relation.NONE, 0.3)
        chance, sentence = denied(pair, corroborates)
        if chance >= DENIED and chance >= disputes:
            return _by_denial(pair, chance, sentence)
    different = max(found.strengths.get(kind, 0.0) for kind in _DIFFERENCES)
    agreed = max(found.strengths.get(kind, 0.0) for kind in (CheckKind.NUMBER_AGREES, CheckKind.NUMBER_GREW))
    figures = not denies and agreed >= HOLDS and different < HOLDS
    if figures and found.rendering.nearly_verbatim and any(one.left.value != one.right.value for one in pair.aligned):
        return found.rendering.comparison()  # "at least nine" beside 17, a toll that grew: arithmetic, not reading
    opposed = _believed(found, different)
    doubted = found.same > found.opposed and found.strengths.get(CheckKind.NUMBER_DIFFERS, 0.0) < HOLDS
    held = figures or doubted or not opposed
    if disputes >= CONTRADICTED and disputes >= corroborates and not held:
        return _told(found, Relation.DISPUTES, disputes)
    # A denial agrees only with what negates the thing, too.
    stated = pair.right if pair.left.denies else pair.left
    # Nor does anything agree of which the reader itself doubts it, or rather thinks that it contradicts.
    barred = different >= BARS or (denies and not stated.stance.negated) or found.same < max(opposed, DOUBTED)
    if corroborates >= SAME and not barred:
        return _told(found, Relation.CORROBORATES, corroborates)
    return Comparison(Relation.NONE, min(0.49, max(disputes, corroborates)))


def _believed(found: Found, different: float) -> float:
    """The reader's chance of a dispute, 0 where it is not believed; `different` is the surest difference of the checks.

    Of two translations of one sentence the reader too often thinks that they contradict one another.
    """
    needed = ALIKE_AND_DIFFERENT if different >= HOLDS else ALIKE
    return 0.0 if found.rendering.nearly_verbatim and found.opposed < needed else found.opposed


def _told(found: Found, relation: Relation, score: float) -> Comparison:
    return Comparison(relation, score, tuple(found.features(relation)), (), found.sentences(relation))


def _denial(pair: Pair) -> Comparison:
    """One claim denies without saying what: it disputes the other when that is what the words before it name."""
    chance, sentence = denied(pair, 0.0)
    if chance < DENIED:
        return Comparison(Relation.NONE, min(chance, 0.49))
    return _by_denial(pair, chance, sentence)


def _by_denial(pair: Pair, chance: float, sentence: str) -> Comparison:
    step = _step("denial", sentence, chance)
    return Comparison(Relation.DISPUTES, chance, (step,), (), (sentence, *_beside(pair)))


def _one_denial(pair: Pair, actor: str) -> Comparison:
    """One outlet reports what is denied, the other only that "the allegations" are."""
    if not one_matter(pair):
        return Comparison(Relation.NONE, 0.3)
    sentence = f"Both report a denial by {actor}; one of them does not repeat what is denied."
    step = _step("denial", sentence, BARE_DENIAL)
    return Comparison(Relation.CORROBORATES, BARE_DENIAL, (step,), (), (sentence, *_beside(pair)))


def _quoted(pair: Pair, utterance: Utterance) -> Comparison:
    """Both give one utterance: they agree that it was made, unless a number or negation was turned in it."""
    changes = drift(utterance.left, utterance.right)
    whose = f" of {utterance.speaker}" if utterance.speaker else ""
    sentence = f"Both give the same words{whose} ({percent(utterance.alike)} alike)."
    score = 0.6 + 0.39 * utterance.alike
    turned = quotation_changes(changes)
    altered = [
        f"The quotation changed: “{change.left or '—'}” / “{change.right or '—'}” ({change.kind.value})."
        for change in changes
        if change.changes_meaning
    ]
    relation = Relation.DISPUTES if turned else Relation.CORROBORATES
    reasons = (*turned, sentence, *altered, *_beside(pair))
    step = _step("quotation", sentence, score)
    return Comparison(relation, score, (step,), changes, reasons, True, utterance.speaker)


def _step(name: str, sentence: str, score: float) -> Feature:
    """The one feature of a comparison that was not read: its weight is the log odds of the score."""
    return Feature(name, 1.0, log_odds(score), sentence)


def _beside(pair: Pair) -> Iterable[str]:
    return sentences(pair).values()
