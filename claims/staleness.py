"""Whether a claim still says what its verdict was given on."""

import hashlib

from claims.analysis.wording import Said, what_changed
from claims.models import Claim, Verdict

GONE = "The newer version of the article no longer says this."
NOT_FOUND = "A newer reading of the article no longer finds this claim."
WORDS_CHANGED = "The article's words have changed since the verdict."


def changed_since(claim: Claim, verdict: Verdict) -> str:
    """How the claim differs from what the reviewer saw, as sentences; empty when it stands.

    What is asked is not what happened in between but what there is now: a text that is put back makes the verdict
    stand again. Spelling and punctuation are no difference.
    """
    seen = verdict.seen
    if not claim.current and seen.get("current", True):
        return NOT_FOUND if claim.article and claim.article.current else GONE
    if "text" not in seen:  # a verdict of before the words were kept
        same = seen.get("text_sha256") in (None, hashlib.sha256(claim.text.encode()).hexdigest())
        return "" if same else WORDS_CHANGED
    then = Said(seen["text"], seen.get("quote"), seen.get("claimant"), seen.get("polarity"))
    return what_changed(then, Said(claim.text, claim.quote, claim.claimant, claim.polarity))
