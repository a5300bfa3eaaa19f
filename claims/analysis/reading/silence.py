"""Passages that report silence, which is no statement: "did not say whether", "declined to comment".

Nothing of what such a clause is about is denied. "Did not say where they would land" asserts nothing; that somebody
declined to comment, did not answer or did not disclose the price is the outlet's own claim.
"""

from dataclasses import dataclass

from claims.analysis.reading.parsed import Parsed, Span
from claims.analysis.wordlists.cue_words import WORDS

_TELLS = WORDS["tells"]
_ONLY_TELLS = frozenset(("elaborate", "say", "specify"))
_UNTOLD = WORDS["untold"]
_REFUSES = frozenset(("decline", "refuse"))
_DECLINES = _REFUSES | {"fail", "omit"}
_GIVES = frozenset(("give", "have", "issue", "make", "offer", "provide", "publish", "release", "share"))
_NEVER = frozenset(("never", "neither", "nor"))
_NOBODY = frozenset(("neither", "no", "nobody", "none"))
_QUESTIONS = frozenset(("WRB", "WP", "WDT", "WP$"))
_CLAUSES = frozenset(("relcl", "acl", "appos"))
_LEAST_CLAUSE = 5  # words of a relative clause that may assert something of its own


@dataclass(frozen=True, slots=True)
class Silence:
    """`verbs` report nobody's statement, whatever their sense; `tokens` tells which tokens assert nothing at all."""

    verbs: frozenset[int]
    tokens: list[bool]


def silence(p: Parsed) -> Silence:
    """The verbs and tokens of a passage that report somebody's silence.

    What such a clause is joined to by "and", and what a relative clause tells of who is silent, is no part of it.
    """
    verbs = frozenset(verb for verb in range(len(p)) if p.quote[verb] < 0 and _keeps_silent(p, verb))
    tokens = [False] * len(p)
    for verb in verbs:
        if not _asserts_nothing(p, verb):
            continue
        top = _top(p, verb)
        subject = next((child for child in p.children[top] if p.dep[child] in ("nsubj", "nsubjpass")), top)
        low, high = min(p.left[subject], top), p.right[top] + 1
        tokens[low:high] = [True] * (high - low)
        for low, high in (*_asides(p, top), *_joined(p, top, verbs)):
            tokens[low:high] = [False] * (high - low)
    return Silence(verbs, tokens)


def _keeps_silent(p: Parsed, verb: int) -> bool:
    lemma, children = p.lemma[verb], p.children[verb]
    objects = [child for child in children if p.dep[child] == "dobj"]
    if lemma in _GIVES:  # "gave no reason", "has not released the names"
        kept_back = _negated(p, verb) or _held_back(p, verb)
        return any(p.lemma[what] in _UNTOLD and (kept_back or _none(p, what)) for what in objects)
    if lemma in _REFUSES and any(p.lemma[what] == "comment" for what in objects):
        return True
    return lemma in _TELLS and p.pos[verb] == "VERB" and (_negated(p, verb) or _held_back(p, verb))


def _asserts_nothing(p: Parsed, verb: int) -> bool:
    """Whether the clause only says what is withheld: "did not say where", "declined to say whether"."""
    above = p.lemma[p.head[verb]]
    if p.lemma[verb] not in _TELLS or above in _DECLINES - _REFUSES:
        return False  # "failed to report the crime"
    if p.lemma[verb] in _ONLY_TELLS:
        return True
    if any(p.lower[child] == "neither" for child in p.children[verb]):
        return True  # "would neither confirm nor deny"
    clauses = [child for child in p.children[verb] if p.dep[child] in ("ccomp", "advcl", "pcomp")]
    if clauses and above in _REFUSES:
        return True
    openings = (word for clause in clauses for word in range(p.left[clause], min(p.left[clause] + 3, clause)))
    return any(p.tag[word] in _QUESTIONS or p.lower[word] in ("whether", "if") for word in openings)


def _negated(p: Parsed, verb: int) -> bool:
    """Whether a verb has a "not" or "never", or the subject "nobody", "no official", "neither company"."""
    for child in p.children[verb]:
        if p.dep[child] == "neg" or p.lower[child] in _NEVER:
            return True
        if p.dep[child] == "nsubj" and not _NOBODY.isdisjoint(p.lower[word] for word in (child, *p.children[child])):
            return True
    return False


def _held_back(p: Parsed, verb: int) -> bool:
    """Whether the verb is governed by one of withholding: "declined to say", "has yet to answer", "without saying"."""
    above = p.head[verb]
    if above == verb:
        return False
    if p.dep[verb] == "pcomp" and p.lower[above] == "without":
        return True
    if p.dep[verb] == "conj" and above < verb:  # "did not confirm or deny", "declined to name or describe"
        subject = any(p.dep[child] in ("nsubj", "nsubjpass", "aux") for child in p.children[verb])
        return not subject and p.lemma[above] in _TELLS and (_negated(p, above) or _held_back(p, above))
    if p.dep[verb] not in ("xcomp", "ccomp"):
        return False
    yet = any(p.lower[child] == "yet" for child in (*p.children[above], *p.children[verb]))
    return p.lemma[above] in _DECLINES or (p.lemma[above] == "have" and yet)


def _none(p: Parsed, noun: int) -> bool:
    return any(p.lower[child] == "no" for child in p.children[noun])


def _top(p: Parsed, verb: int) -> int:
    """The verb that governs the clause: "declined" of "declined to say"."""
    above = p.head[verb]
    return above if p.lemma[above] in _DECLINES or (p.lemma[above] == "have" and p.dep[verb] == "xcomp") else verb


def _asides(p: Parsed, top: int) -> list[Span]:
    """Relative clauses about whoever is silent."""
    subjects = [child for child in p.children[top] if p.dep[child] in ("nsubj", "nsubjpass")]
    spans = [
        (p.left[clause], p.right[clause] + 1)
        for subject in subjects
        for clause in p.children[subject]
        if p.dep[clause] in _CLAUSES
    ]
    return [(low, high) for low, high in spans if high - low >= _LEAST_CLAUSE]


def _joined(p: Parsed, top: int, silent: frozenset[int]) -> list[Span]:
    """Clauses joined to the silent one that have a verb of their own: "..., but he added that"."""
    return [
        (p.left[child], p.right[child] + 1)
        for child in p.children[top]
        if (p.dep[child] == "conj" and p.pos[child] in ("VERB", "AUX") and child not in silent)
        or (p.dep[child] in ("advcl", "ccomp", "parataxis") and p.right[child] < top and p.pos[child] == "VERB")
    ]
