"""What the machine suggests for a claim, from its attribution and its cross-references, with its reasons.

A suggestion is advice to a reviewer. It counts origins rather than outlets: five reports of one note are one
origin, and one origin repeated does not make a claim true.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from claims.analysis.bounds import bounded
from claims.analysis.types import Attribution, Evidence, Polarity, Relation, Status, Suggestion

SUGGESTION_VERSION = "2"
CREDIBLE = 0.6  # a cross-reference below this score moves no suggestion
SAME_ORIGIN = 0.55  # confidence of agreement that comes from one origin alone, at most
CERTAIN = 0.97  # no suggestion claims more
MEANING_CHANGED = 0.75  # factor, when the quotation reads differently elsewhere
HEDGED = 0.9  # factor, when the outlet itself distances itself from the claim
MAX_NAMED = 5  # outlets named in one sentence

_WEAK = (Attribution.ANONYMOUS, Attribution.VAGUE, Attribution.NONE)
_WHO_SAYS = {
    Attribution.ANONYMOUS: "The outlet does not name who says it",
    Attribution.VAGUE: "The outlet hides who says it",
    Attribution.NONE: "The outlet states it in its own voice",
    Attribution.ROLE: "The outlet gives only the role of who says it",
}


def suggest(
    *,
    attribution: Attribution,
    claimant: str,
    polarity: Polarity,
    hedges: Sequence[str],
    evidence: Sequence[Evidence],
    unlisted: int = 0,
) -> Suggestion:
    """Return a status or none, the confidence in it (0 to 1) and the reasons, the weightiest first.

    Evidence is the claim's cross-references seen from its own side, in any order; `unlisted` says how many matches
    more it has that are not among it. The last reason says what would
    change the suggestion.
    """
    found = _suggest(attribution, claimant, polarity, hedges, evidence, unlisted)
    return replace(found, reasons=bounded(found.reasons))


def _suggest(
    attribution: Attribution,
    claimant: str,
    polarity: Polarity,
    hedges: Sequence[str],
    evidence: Sequence[Evidence],
    unlisted: int,
) -> Suggestion:
    credible = sorted(
        (item for item in evidence if item.score >= CREDIBLE),
        # Whatever order they come in, and whatever keys their origins have.
        key=lambda item: (-item.score, item.source, item.relation, item.detail, item.shared_origin),
    )
    disputing = [item for item in credible if item.relation == Relation.DISPUTES]
    agreeing = [item for item in credible if item.relation == Relation.CORROBORATES]
    independent = _independent(agreeing)
    if disputing:
        return _disputed(disputing, agreeing, polarity)
    # "A note reportedly sent by the mission" hedges, but where others quote the note too, nobody hides who says it.
    named_elsewhere = attribution == Attribution.VAGUE and bool(claimant) and bool(agreeing)
    if attribution in _WEAK and not independent and not named_elsewhere:
        return _unattributed(attribution, claimant, hedges, agreeing, evidence, unlisted)
    if agreeing:
        return _corroborated(agreeing, independent, hedges)
    return _nothing(attribution, claimant, evidence, unlisted)


def tally(evidence: Sequence[Evidence]) -> tuple[int, int, int]:
    """How many outlets say it, the claim's own included, of how many origins, and how many outlets dispute it.

    Weak cross-references don't count, just as they move no suggestion.
    """
    credible = [item for item in evidence if item.score >= CREDIBLE]
    agreeing = [item for item in credible if item.relation == Relation.CORROBORATES]
    disputing = {item.source for item in credible if item.relation == Relation.DISPUTES}
    return 1 + len({item.source for item in agreeing}), _origins(agreeing), len(disputing)


def _disputed(disputing: list[Evidence], agreeing: list[Evidence], polarity: Polarity) -> Suggestion:
    denials = [item for item in disputing if item.denial]
    reasons = []
    if polarity == Polarity.DENIES:
        reasons.append(f"The claim denies what {_outlets(disputing)} {_verb(disputing, 'reports', 'report')}.")
    elif denials:
        reasons.append(f"{_outlets(denials)} {_verb(denials, 'reports', 'report')} a denial of it.")
    if polarity != Polarity.DENIES and (others := [item for item in disputing if not item.denial]):
        reasons.append(f"{_outlets(others)} {_verb(others, 'contradicts', 'contradict')} it.")
    reasons += _details(disputing)
    if agreeing:
        reasons.append(f"{_outlets(agreeing)} {_verb(agreeing, 'agrees', 'agree')} with it: {_count(agreeing)}.")
    reasons.append("It would change if the cross-reference that disputes it were rejected.")
    return Suggestion(Status.DISPUTED, _combined(disputing), tuple(reasons))


def _unattributed(
    attribution: Attribution,
    claimant: str,
    hedges: Sequence[str],
    agreeing: list[Evidence],
    evidence: Sequence[Evidence],
    unlisted: int,
) -> Suggestion:
    reasons = [f"{_WHO_SAYS[attribution]}{f' (“{claimant}”)' if claimant else ''}."]
    confidence = {Attribution.VAGUE: 0.85, Attribution.ANONYMOUS: 0.75, Attribution.NONE: 0.65}[attribution]
    if agreeing:
        reasons.append(f"{_outlets(agreeing)} {_verb(agreeing, 'repeats', 'repeat')} it, but {_count(agreeing)}.")
        reasons += _shared(agreeing)
        confidence -= 0.1
    elif unlisted:
        reasons.append("Its matches in other sources are listed at other claims of the same sentence.")
    else:
        reasons.append("No other source reports it.")
    if hedges:
        reasons.append(f"The wording keeps a distance: {_quoted(hedges)}.")
        confidence += 0.05
    if any(item.score < CREDIBLE for item in evidence):
        reasons.append("A possible match in another source is too weak to count.")
        confidence -= 0.1
    reasons.append("It would change if an independent source reported it, or if the outlet named who says it.")
    return Suggestion(Status.UNATTRIBUTED, round(confidence, 2), tuple(reasons))


def _corroborated(agreeing: list[Evidence], independent: list[Evidence], hedges: Sequence[str]) -> Suggestion:
    reasons = []
    if independent:
        reasons.append(f"{_outlets(independent)} independently {_verb(independent, 'reports', 'report')} it.")
        confidence = _combined(independent)
    else:
        reasons.append(f"{_outlets(agreeing)} {_verb(agreeing, 'reports', 'report')} it too, from the same origin.")
        confidence = SAME_ORIGIN * max(item.score for item in agreeing)
    reasons.append(f"Counted by origin: {_count(agreeing)}.")
    reasons += _shared(agreeing)
    reasons += _details(independent or agreeing)
    if changed := [item for item in agreeing if item.meaning_changed]:
        reasons.append(f"The quotation reads differently in {_outlets(changed)}, in a way that changes its meaning.")
        confidence *= MEANING_CHANGED
    if hedges:
        reasons.append(f"The wording keeps a distance: {_quoted(hedges)}.")
        confidence *= HEDGED
    if independent:
        reasons.append("It would change if a source denied it or gave another figure, date or name.")
    else:
        reasons.append("An independent source would raise the confidence; a denial would make it disputed.")
    return Suggestion(Status.CORROBORATED, round(confidence, 2), tuple(reasons))


def _nothing(attribution: Attribution, claimant: str, evidence: Sequence[Evidence], unlisted: int) -> Suggestion:
    who = claimant or ("a claimant given by role" if attribution == Attribution.ROLE else "a named claimant")
    reasons = [f"Attributed to {who}, and no other source in the collection reports or disputes it."]
    if unlisted:
        reasons = [f"Attributed to {who}; its matches are listed at other claims of the same sentence."]
    if evidence:
        reasons = [f"Attributed to {who}, and the possible matches in other sources are too weak to count."]
    reasons.append("It would change if another source reported, contradicted or denied it.")
    return Suggestion(None, 0.0, tuple(reasons))


def _independent(agreeing: list[Evidence]) -> list[Evidence]:
    """Agreement from origins other than the claim's own."""
    own = {item.origin for item in agreeing if not item.independent and item.origin}
    return [item for item in agreeing if item.independent and item.origin not in own]


def _origins(agreeing: list[Evidence]) -> int:
    return 1 + len({item.origin or item.source for item in _independent(agreeing)})


def _count(agreeing: list[Evidence]) -> str:
    """The claim's own outlet counts too: "5 outlets, 2 origins"."""
    outlets, origins = 1 + len({item.source for item in agreeing}), _origins(agreeing)
    return f"{outlets} outlets, {origins} origin{'s' if origins != 1 else ''}"


def _combined(items: list[Evidence]) -> float:
    """The chance that at least one origin's best cross-reference holds."""
    best: dict[str, float] = {}
    for item in items:
        key = item.origin or item.source
        best[key] = max(best.get(key, 0.0), item.score)
    return round(min(CERTAIN, 1 - prod(1 - min(score, CERTAIN) for score in best.values())), 2)


def _shared(agreeing: list[Evidence]) -> list[str]:
    """The sentences that say why outlets are not independent, without repeats."""
    return list(dict.fromkeys(item.shared_origin for item in agreeing if item.shared_origin))[:3]


def _details(items: list[Evidence]) -> list[str]:
    return list(dict.fromkeys(item.detail for item in items if item.detail))[:3]


def _outlets(items: list[Evidence]) -> str:
    names = list(dict.fromkeys(item.source for item in items))
    if len(names) > MAX_NAMED:
        return f"{', '.join(names[:MAX_NAMED])} and {len(names) - MAX_NAMED} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _verb(items: list[Evidence], singular: str, plural: str) -> str:
    return singular if len({item.source for item in items}) == 1 else plural


def _quoted(hedges: Sequence[str]) -> str:
    return ", ".join(f"“{hedge}”" for hedge in list(dict.fromkeys(hedges))[:MAX_NAMED])
