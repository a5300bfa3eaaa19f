"""What the machine suggests for a claim, from its attribution and its cross-references, with its reasons.

A suggestion is advice to a reviewer. It counts origins rather than outlets: five reports of one note are one
origin, and one origin repeated does not make a claim true. A contradiction outweighs any agreement.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from claims.analysis.bounds import bounded
from claims.analysis.calibration import least_score, strength_of
from claims.analysis.sentences import agree, named, outlets, quoted
from claims.analysis.types import Attribution, Evidence, Polarity, Relation, Status, Suggestion

SUGGESTION_VERSION = "3"
SAME_ORIGIN = 0.55  # confidence of agreement that comes from one origin alone, at most
CERTAIN = 0.97  # no suggestion claims more
MEANING_CHANGED = 0.75  # factor, when the quotation reads differently elsewhere
HEDGED = 0.9  # factor, when the outlet itself distances itself from the claim
# How sure it is that a claim which nobody else reports is unattributed, by how openly its outlet says who says it.
UNATTRIBUTED = {Attribution.VAGUE: 0.85, Attribution.ANONYMOUS: 0.75, Attribution.NONE: 0.65}

_WHO_SAYS = {
    Attribution.ANONYMOUS: "The outlet does not name who says it",
    Attribution.VAGUE: "The outlet hides who says it",
    Attribution.NONE: "The outlet states it in its own voice",
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
    """Return a status or none, how strong it is, the confidence in it (0 to 1) and the reasons, the decisive one first.

    Evidence is the claim's cross-references seen from its own side, in any order; `unlisted` says how many matches
    more it has that are not among it. The last reason says what would change the suggestion.
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
        filter(counts, evidence),
        # Whatever order they come in, and whatever keys their origins have.
        key=lambda item: (-item.score, item.source, item.relation, item.detail, item.shared_origin, item.claimant),
    )
    disputing = [item for item in credible if item.relation == Relation.DISPUTES]
    agreeing = [item for item in credible if item.relation == Relation.CORROBORATES]
    if disputing:
        return _disputed(disputing, agreeing, claimant, polarity)
    # What is rumoured twice after one origin is still a rumour; but who is named elsewhere is not hidden.
    rumour = attribution == Attribution.VAGUE and not claimant and not _independent(agreeing)
    if agreeing and not rumour:
        return _corroborated(agreeing, hedges)
    if attribution in _WHO_SAYS:
        return _unattributed(attribution, claimant, hedges, agreeing, evidence, unlisted)
    return _nothing(attribution, claimant, evidence, unlisted)


def counts(item: Evidence) -> bool:
    """Whether a cross-reference is sure enough to move a suggestion."""
    return item.score >= least_score(item.relation)


def tally(evidence: Sequence[Evidence]) -> tuple[int, int, int]:
    """How many outlets say it, the claim's own included, of how many origins, and how many outlets dispute it.

    Weak cross-references don't count, just as they move no suggestion.
    """
    credible = [item for item in evidence if counts(item)]
    agreeing = [item for item in credible if item.relation == Relation.CORROBORATES]
    disputing = {item.source for item in credible if item.relation == Relation.DISPUTES}
    return 1 + len({item.source for item in agreeing}), _origins(agreeing), len(disputing)


def _suggestion(status: Status, confidence: float, reasons: list[str]) -> Suggestion:
    confidence = round(confidence, 2)
    return Suggestion(status, confidence, tuple(reasons), strength_of(status, confidence))


def _disputed(disputing: list[Evidence], agreeing: list[Evidence], claimant: str, polarity: Polarity) -> Suggestion:
    reasons = []
    denials = [item for item in disputing if item.denial]
    others = [item for item in disputing if not item.denial]
    if polarity == Polarity.DENIES:
        who = named(claimant, start=True) or "The outlet"
        verb = "reports" if len({item.source for item in disputing}) == 1 else "report"
        denies = agree(claimant, "denies", "deny")
        reasons.append(f"{who} {denies} what {_outlets(disputing)} {verb}.")
    else:
        reasons += _denials(denials)
        if others:
            reasons.append(f"{_outlets(others)} {_verb(others, 'contradicts', 'contradict')} it.")
        reasons += _details(others)
    if agreeing:
        reasons.append(f"{_outlets(agreeing)} {_verb(agreeing, 'agrees', 'agree')} with it: {_count(agreeing)}.")
    link = "link that disputes it were" if len(disputing) == 1 else "links that dispute it were all"
    reasons.append(f"It would change if the {link} rejected.")
    return _suggestion(Status.DISPUTED, _combined(disputing), reasons)


def _denials(denials: list[Evidence]) -> list[str]:
    """Who denies it in which outlets, a denier a sentence; the strongest first."""
    deniers = list(dict.fromkeys(item.claimant for item in denials))
    reasons = []
    for denier in deniers[:3]:
        of_denier = [item for item in denials if item.claimant == denier]
        where = f"{_outlets(of_denier)} {_verb(of_denier, 'reports', 'report')}"
        denial = f"that {named(denier)} {agree(denier, 'denies', 'deny')} it" if denier else "a denial of it"
        reasons.append(f"{where} {denial}.")
    return reasons


def _unattributed(
    attribution: Attribution,
    claimant: str,
    hedges: Sequence[str],
    agreeing: list[Evidence],
    evidence: Sequence[Evidence],
    unlisted: int,
) -> Suggestion:
    reasons = [f"{_WHO_SAYS[attribution]}{f': “{claimant}”' if claimant else ''}."]
    confidence = UNATTRIBUTED[attribution]
    if agreeing:
        reasons.append(f"{_outlets(agreeing)} {_verb(agreeing, 'repeats', 'repeat')} it, but {_count(agreeing)}.")
        reasons += _shared(agreeing)
        confidence -= 0.1
    elif unlisted:
        reasons.append("Its matches in other sources are listed at other claims of the same sentence.")
    else:
        reasons.append("No other source reports it.")
    if hedges:
        reasons.append(f"The wording keeps a distance: {quoted(hedges)}.")
        confidence += 0.05
    if any(not counts(item) for item in evidence):
        reasons.append("A possible match in another source is too weak to count.")
        confidence -= 0.1
    reasons.append("It would change if an independent source reported it, or if the outlet named who says it.")
    return _suggestion(Status.UNATTRIBUTED, confidence, reasons)


def _corroborated(agreeing: list[Evidence], hedges: Sequence[str]) -> Suggestion:
    reasons = []
    independent = _independent(agreeing)
    if independent:
        reasons.append(f"{_outlets(independent)} independently {_verb(independent, 'reports', 'report')} it.")
        confidence = _combined(independent)
    else:
        reasons.append(f"{_outlets(agreeing)} {_verb(agreeing, 'reports', 'report')} it too, from the same origin.")
        confidence = SAME_ORIGIN * max(item.score for item in agreeing)
    reasons += [] if independent else _shared(agreeing)
    reasons.append(f"Counted by origin: {_count(agreeing)}.")
    reasons += _shared(agreeing) if independent else []
    reasons += _details(independent or agreeing)
    if changed := [item for item in agreeing if item.meaning_changed]:
        reasons.append(f"The quotation reads differently in {_outlets(changed)}, in a way that changes its meaning.")
        confidence *= MEANING_CHANGED
    if hedges:
        reasons.append(f"The wording keeps a distance: {quoted(hedges)}.")
        confidence *= HEDGED
    if independent:
        reasons.append("It would change if a source denied it or gave another figure, date or name.")
    else:
        reasons.append("An independent source would make it stronger; a denial would make it disputed.")
    return _suggestion(Status.CORROBORATED, confidence, reasons)


def _nothing(attribution: Attribution, claimant: str, evidence: Sequence[Evidence], unlisted: int) -> Suggestion:
    who = named(claimant) or ("a claimant given by role" if attribution == Attribution.ROLE else "a named claimant")
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
    count, origins = 1 + len({item.source for item in agreeing}), _origins(agreeing)
    return f"{count} outlets, {origins} origin{'s' if origins != 1 else ''}"


def _combined(items: list[Evidence]) -> float:
    """The chance that at least one origin's best cross-reference holds."""
    best: dict[str, float] = {}
    for item in items:
        key = item.origin or item.source
        best[key] = max(best.get(key, 0.0), item.score)
    return min(CERTAIN, 1 - prod(1 - min(score, CERTAIN) for score in best.values()))


def _shared(agreeing: list[Evidence]) -> list[str]:
    """The sentences that say why outlets are not independent, without repeats."""
    return list(dict.fromkeys(item.shared_origin for item in agreeing if item.shared_origin))[:3]


def _details(items: list[Evidence]) -> list[str]:
    return list(dict.fromkeys(item.detail for item in items if item.detail))[:3]


def _outlets(items: list[Evidence]) -> str:
    return outlets([item.source for item in items])


def _verb(items: list[Evidence], singular: str, plural: str) -> str:
    return singular if len({item.source for item in items}) == 1 else plural
