"""The sense of cues in English news text: what the claimant does with the content, or that it is no statement.

attribution.py finds the cues; this module gives their sense by cues.toml. A cue without a sense ("supports", "plans",
"seems") makes no attributed claim: its sentence stays the outlet's own.
"""

import re

from claims.analysis.reading.attribution import AttributionRelation, is_hearsay
from claims.analysis.reading.parsed import Parsed, Span
from claims.analysis.reading.set_phrases import DASHES, figure_given
from claims.analysis.wordlists.cue_words import WORDS, Sense, sense_of_lemma

_NEEDS_CLAUSE = WORDS["needs_clause"]
_REFUSES = WORDS["refuses"]
_REFERRING = WORDS["referring"]
_PLANNED = WORDS["planned"]
_BY_MANY = frozenset(("commonly", "generally", "largely", "universally", "widely"))
_ACTS = WORDS["acts"]
_ACTS_IN_PASSIVE = WORDS["acts_in_passive"]
_FINITE = frozenset(("VBD", "VBP", "VBZ", "MD"))
_OBJECTS = frozenset(("dobj", "attr", "pobj"))

# Sentences that tell only where the report comes from.
NO_STATEMENT = re.compile(r"(?i)\b(?:this|that) (?:came|comes) from\b")
ANONYMITY = re.compile(
    r"(?i)\banonymity\b|\bnot (?:to be|be) (?:named|identified)"
    r"|\b(?:declined|refused) to be (?:named|identified)"
    r"|\bnot (?:to )?(?:print|publish|use|give|reveal) (?:her|his|their|the) names?\b"
    r"|\b(?:her|his|their) names? (?:to be|be) (?:left out|withheld|kept)"
    r"|\bnot (?:want|wish) (?:her|his|their) names?\b"
    r"|\bnot (?:want|wish) to (?:see|give|be|have)\b[^.]{0,20}\bname"
)
_NO_EVIDENCE = WORDS["evidence"]

# Words by which the outlet or the claimant keeps a distance from full assertion.
HEDGES = re.compile(
    r"(?i)\b(?:reportedly|allegedly|alleged|supposedly|purportedly|apparently|possibly|probably|perhaps|presumably|"
    r"potentially|may|might|could|suspected|likely|unlikely|seems?|seemed|appears?|appeared|"
    r"(?:is|are|was|were) believed|"
    r"(?:is|are|was|were) thought|about|around|nearly|almost|roughly|approximately|"
    r"at least|up to|more than|some \d[\d,.]*)\b"
)


def sense_of(p: Parsed, one: AttributionRelation, *, known: bool = False) -> Sense | None:
    """What an attribution's cue does; None when it reports no statement.

    With `known` only the table answers; else any word that introduces a whole quotation says something.
    """
    lemma = p.lemma[one.head]
    if p.words[one.head][0] in DASHES:
        return Sense.SAY  # the speaker's name behind a quotation
    if p.pos[one.head] == "ADV":
        return Sense.SAY if is_hearsay(p, one.head) else None
    if p.words[one.head] == ":":
        return Sense.SAY if any(p.quote[index] >= 0 for span in one.content for index in range(*span)) else None
    sense = sense_of_lemma(lemma) or sense_of_lemma(p.lower[one.head])
    sense = sense or sense_of_lemma(p.lower[one.head].removesuffix("s"))  # "rejects", read as a noun
    if sense is None or lemma == "put":  # "placed the blame on"
        charged = (sense_of_lemma(p.lemma[index]) for index in range(*one.cue))
        sense = next((found for found in charged if found == Sense.ACCUSE), sense)
    if lemma == "put" and sense != Sense.ACCUSE and not _has_clause_or_quote(p, one):
        return Sense.DESCRIBE if figure_given(p, one.head) >= 0 else None  # "put the number at nine"
    if sense == Sense.ASK and lemma == "call" and not _asks(p, one.head):
        return Sense.DESCRIBE
    if sense == Sense.DENY and lemma in _REFUSES and _refuses_a_thing(p, one):
        return Sense.DESCRIBE
    if lemma == "rule" and any(p.lower[child] == "out" for child in p.children[one.head]):
        return Sense.DENY
    if _is_plan(p, one) or _is_act(p, one):
        return None
    missing = states_evidence_missing(p, one)
    if sense == Sense.SAY and lemma in _NEEDS_CLAUSE and not missing and not _has_clause_or_quote(p, one):
        return None
    if sense is None and not known and _quoted(p, one):
        return Sense.SAY  # whatever the verb, somebody's words stand between quotation marks
    return sense


def _is_plan(p: Parsed, one: AttributionRelation) -> bool:
    """Whether the cue tells what is to come and hides nobody who says so: "is expected to open", "snow is forecast".

    "Is widely expected to resign" does hide whose expectation that is.
    """
    head = one.head
    if p.lemma[head] not in _PLANNED or p.tag[head] not in ("VBN", "VBD") or one.source is not None:
        return False
    if any(p.dep[child] in ("agent", "nsubj") for child in p.children[head]):
        return False
    return _BY_MANY.isdisjoint(p.lower[index] for index in (*range(*one.cue), *p.children[head]))


def _is_act(p: Parsed, one: AttributionRelation) -> bool:
    """Whether something is done and no words are told: "ordered an inquiry", "had been announced for May"."""
    head = one.head
    if p.lemma[head] in _ACTS and not is_hearsay(p, head) and not _tells_words(p, one):
        return True
    passive = any(p.dep[child] == "auxpass" for child in p.children[head])
    return passive and p.lemma[head] in _ACTS_IN_PASSIVE and not _has_clause_or_quote(p, one)


def states_evidence_missing(p: Parsed, one: AttributionRelation) -> bool:
    """Whether the cue says that nothing supports the content: "found no evidence that", "offered no proof"."""
    around = range(one.cue[0], min(one.cue[1] + 3, len(p)))
    return any(
        p.lemma[index] in _NO_EVIDENCE and any(p.lower[child] == "no" for child in p.children[index])
        for index in around
        if p.dep[index] in _OBJECTS or one.cue[0] <= index < one.cue[1]
    )


def _refuses_a_thing(p: Parsed, one: AttributionRelation) -> bool:
    """Whether an event or a plan is refused, not words: "dismissed the meeting as a stunt" denies no meeting."""
    if any(p.lemma[index] in _REFERRING for index in range(*one.cue)):
        return False
    objects = [child for child in p.children[one.head] if p.dep[child] == "dobj"]
    said = any(p.lower[start] == "that" for start, _ in one.content) or _has_clause_or_quote(p, one)
    return not said and any(p.pos[what] in ("NOUN", "PROPN") and p.lemma[what] not in _REFERRING for what in objects)


def _asks(p: Parsed, head: int) -> bool:
    return any(p.lower[child] in ("on", "for", "upon") or p.dep[child] == "xcomp" for child in p.children[head])


def _quoted(p: Parsed, one: AttributionRelation) -> bool:
    """Whether a content is a quotation from its first word to its last."""
    return any(
        span[1] - span[0] > 4 and all(p.quote[index] >= 0 for index in range(*span) if p.words[index][:1].isalnum())
        for span in one.content
    )


def _tells_words(p: Parsed, one: AttributionRelation) -> bool:
    """Whether words are told: a quotation, also in the next passage, a clause, or a statement before the cue.

    "Ordered the crew to leave" tells none, though the parser sees a clause.
    """
    clauses = [child for child in p.children[one.head] if p.dep[child] == "ccomp"]
    as_some_say = any(p.lower[child] == "as" for child in p.children[one.head])
    announced = next((word for word in reversed(p.words) if word.strip()), "") == ":"
    before = any(end <= one.cue[0] and _clausal(p, (start, end)) for start, end in one.content)
    quoted = any(p.quote[index] >= 0 for span in one.content for index in range(*span))
    finite = any(p.tag[token] in _FINITE for clause in clauses for token in (clause, *p.children[clause]))
    return as_some_say or announced or before or quoted or finite


def _clausal(p: Parsed, span: Span) -> bool:
    return any(p.tag[index] in _FINITE for index in range(*span))


def _has_clause_or_quote(p: Parsed, one: AttributionRelation) -> bool:
    return any(p.dep[child] == "ccomp" for child in p.children[one.head]) or any(
        p.quote[index] >= 0 for span in one.content for index in range(*span)
    )
