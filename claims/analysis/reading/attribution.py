"""Who says what in a parsed passage: cue, source and content, weighed by a table of named features.

Four questions are put to the parse, each a sum of weights: is this token the head of a cue; how far does the cue
reach; which stretch on either side of it, if any, is what is said; which noun phrase, if any, says it. The
features are in attribution_features.py, the weights in attribution.weights.gz.
"""

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claims.analysis.reading import attribution_features as seen
from claims.analysis.reading import content_features as stretches
from claims.analysis.reading.attribution_weights import Weights, weights
from claims.analysis.reading.parsed import Parsed, Span
from claims.analysis.reading.reporting_clauses import covers, reporting_clauses
from claims.analysis.reading.set_phrases import set_phrases, text_read_out
from claims.analysis.wordlists.cue_words import WORDS, Sense, sense_of_lemma

CUE_THRESHOLD = -1.0  # log-odds; where F1 of cues is best on every tenth article kept out of training
TEXTS = WORDS["texts"]
HEARSAY_ADVERBS = WORDS["hearsay_adverbs"]
_HEARSAY_VERBS = WORDS["hearsay_verbs"]
_SURE = 1.0  # log-odds of a cue that the weights hardly doubt
_HALF = math.log(0.5)
# Log-odds of the cheapest features below which a word is passed over: two thirds of them, and 3 of the 2,216 that
# all features together gave _LOWEST_SCORE of extraction.py or more in 4,000 sentences.
_LEAST_CHEAP_SCORE = -1.5
_MAX_CUES = 40  # of one passage; the rest of a text that is nothing but cues is not weighed
_MAX_STRETCHES = 12  # of the contents one side of a cue may have, the likeliest by their two ends
_MAX_CUE_REACH = 8  # tokens to either side of the cue's head


@dataclass(frozen=True, slots=True)
class AttributionRelation:
    """One act of saying. Spans count tokens of the passage, end exclusive.

    `head` is the cue's main word; `source` is None when nobody is named; `content` holds up to two stretches,
    one on each side of the cue, and none where the words stand in another passage. `score` is in log-odds.
    """

    head: int
    cue: Span
    source: Span | None
    content: tuple[Span, ...]
    score: float


def attributions(p: Parsed, *, threshold: float = CUE_THRESHOLD) -> list[AttributionRelation]:
    """The attributions of a passage by their cues, which have at least that score; they may lie inside one another.

    A threshold below CUE_THRESHOLD holds for words of known sense alone.
    """
    table = weights()
    scored = [
        (table.score(seen.cue_features(p, index)), index)
        for index in range(len(p))
        if seen.may_be_cue(p, index) and table.score(seen.cheap_cue_features(p, index)) >= _LEAST_CHEAP_SCORE
    ]
    enough = [pair for pair in scored if pair[0] >= (threshold if has_sense(p, pair[1]) else CUE_THRESHOLD)]
    likely = sorted(enough)[-_MAX_CUES:]
    found = [_weighed(p, head, score, table) for score, head in likely]
    known = {one.head for one in found}
    found.extend(one for one in _hearsay(p) if one.head not in known)
    phrases = [AttributionRelation(*phrase, CUE_THRESHOLD) for phrase in set_phrases(p)]
    told = {phrase.head for phrase in phrases}
    found = [*phrases, *(one for one in found if one.head not in told)]
    found = _with_clauses(p, found)
    return _mended(p, sorted(found, key=lambda one: one.cue))


def _with_clauses(p: Parsed, found: Sequence[AttributionRelation]) -> list[AttributionRelation]:
    """The attributions with the reporting clauses that the weights overlooked, or gave no source or no content."""
    known = {one.head: one for one in found}
    for head, cue, source, content in reporting_clauses(p):
        if source is None or any(_reports(other, content[0]) for other in known.values() if other.head != head):
            continue
        one = known.get(head)
        if one is None or one.source is None or not covers(one.content, content[0]):
            span = (min(cue[0], one.cue[0]), max(cue[1], one.cue[1])) if one else cue
            known = {key: other for key, other in known.items() if not source[0] <= key < source[1]}
            known[head] = AttributionRelation(
                head, span, source, content, max(one.score if one else 0.0, CUE_THRESHOLD)
            )
    return list(known.values())


def _reports(one: AttributionRelation, span: Span) -> bool:
    """Whether a stretch surely reports somebody on its own: the words behind it are not said of the whole."""
    inside = span[0] <= one.head < span[1]
    return inside and one.source is not None and bool(one.content) and one.score >= _SURE


def has_sense(p: Parsed, head: int) -> bool:
    """Whether cues.toml knows the word, also where the parser took "rejects" for a noun; a colon may report, too."""
    lower = p.lower[head]
    return lower == ":" or any(sense_of_lemma(form) for form in (p.lemma[head], lower, lower.removesuffix("s")))


def is_hearsay(p: Parsed, head: int) -> bool:
    """Whether a token hides who believes it: "reportedly", "The general is widely believed to have fled"."""
    if p.pos[head] == "ADV":
        return p.lower[head] in HEARSAY_ADVERBS
    if p.lemma[head] not in _HEARSAY_VERBS or p.tag[head] != "VBN":
        return False
    kinds = {p.dep[child] for child in p.children[head]}
    if "ccomp" in kinds and any(p.lower[c] == "it" and p.dep[c] in ("nsubjpass", "expl") for c in p.children[head]):
        return "agent" not in kinds  # "It is widely believed that the fire was laid"
    return "xcomp" in kinds and "agent" not in kinds and ("nsubjpass" in kinds or p.dep[head] in ("acl", "relcl"))


def _hearsay(p: Parsed) -> Iterator[AttributionRelation]:
    for head in range(len(p)):
        if not is_hearsay(p, head):
            continue
        if p.pos[head] == "ADV":
            start, end = p.sentences[p.sentence[head]]
            verb = p.head[head]
            if p.dep[verb] in ("relcl", "acl"):
                start, end = p.left[verb], p.right[verb] + 1  # the sentence around the clause is not hearsay
            while end > start and p.pos[end - 1] == "PUNCT":
                end -= 1
            content = [span for span in ((start, head), (head + 1, end)) if span[0] < span[1]]
            yield AttributionRelation(head, (head, head + 1), None, tuple(content), CUE_THRESHOLD)
            continue
        start = head - 1 if p.pos[head - 1] == "ADV" else head
        parts = sorted(
            (p.left[child], p.right[child] + 1) for child in p.children[head] if p.dep[child] in ("xcomp", "nsubjpass")
        )
        if all(end <= start or begin > head for begin, end in parts):
            yield AttributionRelation(head, (start, head + 1), None, tuple(parts), CUE_THRESHOLD)


def _mended(p: Parsed, found: list[AttributionRelation]) -> list[AttributionRelation]:
    """The attributions with those shapes put right that the weights read badly, told by their words."""
    out: list[AttributionRelation] = []
    found = [_read_out(p, one) for one in _denials(p, found)]
    for one in found:
        if not one.content:
            one = replace(one, content=_after_that(p, one))
        others = [
            other
            for other in found
            if other is not one and p.sentence[other.head] == p.sentence[one.head] and other.source
        ]
        if p.tag[one.head] == "VBG":
            one = _participle_with_source(p, one, others)
        if one.source is None and p.tag[one.head] == "VBN":
            one = replace(one, source=_text_named_after(p, one.head))  # "as stated in the invitation"
        if any(other.source and other.source[0] < one.head < other.source[1] for other in others):
            continue  # tells where somebody's words stand: "the invitation sent out by its sponsors"
        if _is_as_clause(p, one.head):
            one = replace(one, content=_around(p, one) or one.content)
        out.append(one)
    return _without_fronted_content(p, out)


def _participle_with_source(
    p: Parsed, one: AttributionRelation, others: Sequence[AttributionRelation]
) -> AttributionRelation:
    """A participle with its sentence's source: "saying the event ..." has none of its own.

    "Adding that A, the note said B": what follows "that" up to the next source is said by that source.
    """
    following = next(
        (
            other.source
            for other in others
            if other.source and other.source[0] > one.head and p.tag[other.source[0]] not in ("WDT", "WP")
        ),
        None,
    )
    start = p.sentences[p.sentence[one.head]][0]
    begins = all(p.pos[index] in ("ADV", "PUNCT", "CCONJ") for index in range(start, one.cue[0]))
    if begins and following is not None and p.lower[min(one.cue[1], len(p) - 1)] == "that":
        return replace(one, source=following, content=((one.cue[1], following[0]),))
    if one.source is None and others:
        return replace(one, source=min(others, key=lambda other: abs(other.head - one.head)).source)
    return one


def _is_as_clause(p: Parsed, head: int) -> bool:
    """Whether the cue stands in a clause such as "as X said"."""
    children = p.children[head]
    return p.dep[head] == "advcl" and any(p.lower[child] == "as" and p.dep[child] == "mark" for child in children)


def _without_fronted_content(p: Parsed, found: Sequence[AttributionRelation]) -> list[AttributionRelation]:
    """The attributions, each without what a participle of the same source reports: A in "Adding that A, X said B"."""
    out = list(found)
    fronted = [(one, one.content[0]) for one in found if p.tag[one.head] == "VBG" and len(one.content) == 1]
    for number, one in enumerate(found):
        for other, (start, end) in fronted:
            if other is not one and other.source == one.source and other.head < one.head:
                rest = tuple(span for span in one.content if span[1] <= start or span[0] >= end)
                out[number] = replace(one, content=rest or one.content)
    return out


def _after_that(p: Parsed, one: AttributionRelation) -> tuple[Span, ...]:
    """The clause after "that" when the weights found no content: "told a news conference that ..."."""
    end = p.sentences[p.sentence[one.head]][1]
    for index in range(one.cue[1], min(one.cue[1] + 8, end)):
        if p.lower[index] == "that" and p.tag[index] == "IN" and p.quote[index] == p.quote[one.head]:
            while end > index + 1 and p.pos[end - 1] == "PUNCT" and p.quote[end - 1] < 0:
                end -= 1
            return ((index, end),) if end - index > 2 else ()
    return ()


def _denials(p: Parsed, found: list[AttributionRelation]) -> list[AttributionRelation]:
    """Denials of reports ("rejects reports that A") as denials of A by whoever rejects; the reports are dropped."""
    out = list(found)
    for one in found:
        noun = one.head
        if p.pos[noun] not in ("NOUN", "VERB") or not one.content or p.lower[one.content[0][0]] != "that":
            continue
        verb = one.cue[0] - 1
        if verb < 0 or not {sense_of_lemma(p.lemma[verb]), sense_of_lemma(p.lower[verb].removesuffix("s"))} & {
            Sense.DENY
        }:
            continue
        outer = next((other for other in found if other.head == verb), None)
        source = outer.source if outer else one.source
        if source and source[0] < verb < source[1]:
            source = (source[0], verb)
        out = [other for other in out if other is not outer and other is not one]
        out.append(AttributionRelation(verb, (verb, one.cue[1]), source, one.content, max(one.score, CUE_THRESHOLD)))
    return sorted(out, key=lambda one: one.cue)


def _read_out(p: Parsed, one: AttributionRelation) -> AttributionRelation:
    """The attribution with the document after the cue as its source ("..., read a note"), not as a second content."""
    text = text_read_out(p, one.head, one.content) if one.source is None else None
    if text is None:
        return one
    return replace(one, source=text, content=tuple(span for span in one.content if span[0] < one.head))


def _around(p: Parsed, one: AttributionRelation) -> tuple[Span, ...]:
    """Both sides of "as X said" within its sentence."""
    start, end = p.sentences[p.sentence[one.head]]
    sides = ((start, p.left[one.head]), (p.right[one.head] + 1, end))
    trimmed = []
    for low, high in sides:
        while low < high and p.pos[low] == "PUNCT" and p.quote[low] < 0:
            low += 1
        while high > low and p.pos[high - 1] == "PUNCT" and p.quote[high - 1] < 0:
            high -= 1
        if high - low > 1:
            trimmed.append((low, high))
    return tuple(trimmed)


def _text_named_after(p: Parsed, head: int) -> Span | None:
    """The document that a participle names as the place of the words: "as stated in the invitation"."""
    for child in p.children[head]:
        if p.lower[child] in ("in", "by") and child > head:
            for noun in p.children[child]:
                if p.dep[noun] == "pobj" and p.lemma[noun] in TEXTS:
                    return p.left[noun], p.right[noun] + 1
    return None


def _weighed(p: Parsed, head: int, score: float, table: Weights) -> AttributionRelation:
    cue = cue_span(p, head, table)
    sides = (best_content(p, head, cue, side, table) for side in ("L", "R"))
    content = tuple(stretch for stretch in sides if stretch is not None)
    return AttributionRelation(head, cue, best_source(p, head, cue, content, table), content, score)


def cue_span(p: Parsed, head: int, table: Weights) -> Span:
    """The cue around its head, taken in a token at a time: "has also said", "pointed out"."""
    start, end = head, head + 1
    while start > 0 and head - start < _MAX_CUE_REACH:
        if table.score(seen.extend_features(p, head, start - 1, "L")) <= 0:
            break
        start -= 1
    while end < len(p) and end - head < _MAX_CUE_REACH:
        if table.score(seen.extend_features(p, head, end, "R")) <= 0:
            break
        end += 1
    return start, end


def best_content(p: Parsed, head: int, cue: Span, side: str, table: Weights) -> Span | None:
    """The likeliest content on one side of the cue; None when it is likelier that there is none."""
    starts = stretches.content_starts(p, head, cue, side)
    if not starts:
        return None
    ends = stretches.content_ends(p, head, cue, side)
    view = stretches.ContentView(p, head, cue, side)
    start_scores = [table.score(view.start(start)) for start in starts]
    end_scores = [table.score(view.end(end)) for end in ends]
    stretches_by_ends = [
        (start_score + end_score, start, end)
        for start, start_score in zip(starts, start_scores, strict=True)
        for end, end_score in zip(ends, end_scores, strict=True)
        if start < end
    ]
    likely = heapq.nlargest(_MAX_STRETCHES, stretches_by_ends)
    choices = [(score + table.score(view.pair(start, end)), (start, end)) for score, start, end in likely]
    if not choices:
        return None
    nothing = table.score(view.none())
    if nothing - _log_sum([nothing, *(score for score, _ in choices)]) > _HALF:
        return None
    return max(choices)[1]


def best_source(p: Parsed, head: int, cue: Span, content: Sequence[Span], table: Weights) -> Span | None:
    """The likeliest source in the cue's sentence, outside the content; None when none is likelier."""
    nothing = table.score(seen.no_source_features(p, head, cue))
    choices = [
        (table.score(features), span)
        for span, features in seen.source_candidates(p, head, cue)
        if not any(start < span[1] and span[0] < end for start, end in content)
    ]
    if not choices:
        return None
    if nothing - _log_sum([nothing, *(score for score, _ in choices)]) > _HALF:
        return None
    return max(choices)[1]


def _log_sum(values: Sequence[float]) -> float:
    top = max(values)
    return top + math.log(sum(math.exp(value - top) for value in values))
