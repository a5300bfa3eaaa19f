"""Whether two claims quote one utterance: the same words by the same speaker or from the same document."""

from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from claims.analysis.comparing.claim_features import LEAST_QUOTED, ClaimFeatures
from claims.analysis.comparing.names import same_name
from claims.analysis.comparing.prefilter import QUOTED_WORDS, RUN_SHARED
from claims.analysis.comparing.words import FUNCTION_WORDS

ALIKE = 0.55  # share of words in common, in order, for one speaker's words
ALIKE_ANYBODY = 0.75  # the same when the speakers are unknown or named differently
MEANT_ALIKE = 0.8  # cosine of the claims from which one speaker's threshold holds for any
CONTAINED = 0.8  # share of a shorter quotation found in the longer
RUNNING_WORDS = 6  # a quotation of so many words may reappear in the other claim without quotation marks
LONG_RUN, LONG_ALIKE = 8, 88.0  # words, and percent of letters, of which the same holds whoever is named


@dataclass(frozen=True, slots=True)
class Utterance:
    """The common words: how alike (0 to 1), each outlet's version of them, and whose they are."""

    alike: float
    left: str
    right: str
    speaker: str


def common_utterance(left: ClaimFeatures, right: ClaimFeatures, similarity: float) -> Utterance | None:
    """Return what both claims quote, or None when they quote different things or nothing.

    `similarity` is the cosine of the claims' sentence vectors.
    """
    if not left.quote and not right.quote:
        return None
    actor = same_actor(left, right)
    # Outlets disagree on who said a sentence more often than two people say the same long sentence.
    threshold = ALIKE if actor or similarity >= MEANT_ALIKE else ALIKE_ANYBODY
    if min(len(left.quote_words), len(right.quote_words)) >= LEAST_QUOTED:
        alike = _alike(left.quote_words, right.quote_words)
        if alike >= threshold and _shared_content(left.quote_words, right.quote_words):
            return Utterance(alike, left.quote, right.quote, actor or left.claimant or right.claimant)
    for quoting, other, mirrored in ((left, right, False), (right, left, True)):
        # One outlet quotes, the other gives the same running words as its own.
        if len(quoting.quote_words) < RUNNING_WORDS:
            continue
        # Looking for the run costs as much as all else together, so most of its words have to be there at all.
        quoted = quoting.prefilter.quoted
        if len(quoted & other.prefilter.terms) < RUN_SHARED * len(quoted):
            continue
        found = fuzz.partial_ratio_alignment(quoting.quote.lower(), other.text.lower(), score_cutoff=100 * CONTAINED)
        if found is None:
            continue
        # A long run of another's words is a quotation, whoever is named as saying it.
        if not actor and other.claimant_words and (len(quoting.quote_words) < LONG_RUN or found.score < LONG_ALIKE):
            continue
        start, end = _whole_words(other.text, found.dest_start, found.dest_end)
        versions = quoting.quote, other.text[start:end]
        words = tuple(versions[1].lower().split())
        if len(words) >= RUNNING_WORDS - 1:
            mine, theirs = versions[::-1] if mirrored else versions
            return Utterance(found.score / 100, mine, theirs, actor or quoting.claimant)
    return None


def same_actor(left: ClaimFeatures, right: ClaimFeatures) -> str:
    """Return the common claimant as the left claim or, failing that, the right one names it; "" when none is."""
    if not left.claimant_words or not right.claimant_words:
        return ""
    fewer, more = sorted((left, right), key=lambda claim: (len(claim.claimant_words), claim.claimant_words))
    shared = sum(any(same_name(word, other) for other in more.claimant_words) for word in fewer.claimant_words)
    # "China" and "China's UN mission" speak with one voice; "Human Rights Watch" and "rights groups" do not.
    first = any(same_name(left.claimant_words[0], word) for word in right.claimant_words) or any(
        same_name(right.claimant_words[0], word) for word in left.claimant_words
    )
    if shared and (first or shared * 2 > len(fewer.claimant_words)):
        return max(left.claimant, right.claimant, key=lambda name: (len(name), name))
    return ""


def _alike(left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Words in common in order; of a short quotation out of a long one, the share of the short that is found."""
    whole = float(Indel.normalized_similarity(left, right))
    shorter = min(len(left), len(right))
    if shorter < 4:
        return whole
    contained = (len(left) + len(right)) * whole / 2 / shorter
    # Single words strewn over a long quotation are no excerpt of it.
    return max(whole, contained if contained >= CONTAINED else 0.0)


def _shared_content(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    return len((set(left) & set(right)) - FUNCTION_WORDS) >= QUOTED_WORDS


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end
