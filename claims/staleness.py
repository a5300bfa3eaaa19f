"""Staleness: whether a claim still says what its verdict was given on, and which evidence is new since."""

from collections.abc import Sequence
from typing import Any

from claims.analysis.comparing.wording import Wording, what_changed
from claims.analysis.sentences import outlets
from claims.analysis.types import Evidence, Polarity, Relation
from claims.models import Claim
from claims.record_models import Verdict
from claims.seen import TEXT_CHARACTERS, sha256
from factcheck.shortening import shortened

GONE = "The newer version of the article no longer says this."
NOT_FOUND = "A newer reading of the article no longer finds this claim."
WORDS_CHANGED = "The article's words have changed since the verdict."


def changed_since(claim: Claim, verdict: Verdict) -> str:
    """How the claim, which comes with its article, differs from what the reviewer saw; empty when it stands.

    Only the present text counts, not what happened in between: a text that is put back makes the verdict stand again.
    Spelling and punctuation are no difference.
    """
    then: dict[str, Any] = verdict.seen.get("claim", {})
    if not claim.current and then.get("current", True):
        return NOT_FOUND if claim.article and claim.article.current else GONE
    same_text = (then or verdict.seen).get("text_sha256") in (None, sha256(claim.text))
    if "text" not in then:  # a verdict of before the words were kept
        return "" if same_text else WORDS_CHANGED
    if same_text and then.get("article") == claim.article_id:
        return read_otherwise(then, claim)
    said = Wording(then["text"], then.get("quote"), then.get("claimant"), then.get("polarity"))
    text, quote = (shortened(words, TEXT_CHARACTERS) for words in (claim.text, claim.quote))
    changed = what_changed(said, Wording(text, quote, claim.claimant, claim.polarity))
    # What is behind the words that were kept can only be told by its hash.
    return changed or ("" if same_text or text == claim.text else WORDS_CHANGED)


def read_otherwise(then: dict[str, Any], claim: Claim) -> str:
    """A sentence when the same text is read with another claimant or polarity than the reviewer saw; else empty."""
    claimant, polarity = then.get("claimant"), then.get("polarity")
    if what_changed(Wording("", claimant=claimant), Wording("", claimant=claim.claimant)):
        what = "the claimant was"
        was, today = (f"“{name}”" if name else "nobody" for name in (claimant, claim.claimant))
    elif what_changed(Wording("", polarity=polarity), Wording("", polarity=claim.polarity)):
        what = "it was"
        was, today = ("denied" if one == Polarity.DENIES else "asserted" for one in (polarity, claim.polarity))
    else:
        return ""
    return f"The claim is read otherwise now: {what} {was} when the verdict was given, and is {today} today."


def linked_since(verdict: Verdict, evidence: Sequence[Evidence]) -> str:
    """Which outlets say or contradict the claim that the reviewer did not see doing so, in sentences; else empty."""
    seen = {(one["other"]["source"]["name"], one["relation"]) for one in verdict.seen.get("cross_references", [])}
    if verdict.seen.get("more_cross_references"):  # of these no outlet was kept
        return ""
    sentences = []
    for relation, one, several in (
        (Relation.DISPUTES, "contradicts it", "contradict it"),
        (Relation.CORROBORATES, "reports it too", "report it too"),
    ):
        new = [item.source for item in evidence if item.relation == relation and (item.source, relation) not in seen]
        if new:
            sentences.append(f"{outlets(new)} {several if len(set(new)) > 1 else one} now.")
    return " ".join(sentences)
