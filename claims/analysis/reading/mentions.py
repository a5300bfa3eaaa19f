"""The parties that an article has mentioned so far, and which of them a pronoun or "the company" means."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from claims.analysis.types import Attribution
from claims.analysis.wordlists.cue_words import WORDS

_REACH = 14  # mentions back
_FEMALE_NAMES = WORDS["female_names"]
_MALE_NAMES = WORDS["male_names"]
COMPANIES = WORDS["companies"]
_KINDS_OF_BODY = (WORDS["bodies"] | WORDS["associations"]) - COMPANIES


@dataclass(frozen=True, slots=True)
class Mention:
    """A party at one place of the text. `sentence` counts through the article."""

    name: str
    gender: str  # m, f, n (a thing or body), p (several), "" unknown
    roles: frozenset[str]  # lemmas the article describes it with
    spoke: bool = False
    subject: bool = False
    sentence: int = 0
    level: Attribution = Attribution.NAMED
    label: str = ""  # PERSON, ORG or GPE where it was found as a name

    def again(self, sentence: int) -> "Mention":
        """The same party at a later place, where it speaks."""
        return replace(self, spoke=True, subject=True, sentence=sentence)


def gender_of_name(name: str) -> str:
    """f or m by a given name; "" when it isn't known."""
    first = name.split()[0].lower() if name.split() else ""
    return "f" if first in _FEMALE_NAMES else "m" if first in _MALE_NAMES else ""


def is_persons_name(name: str) -> bool:
    """Whether a given name that is known opens a full name, whatever the parser takes it for: "Karin Oldsted"."""
    words = name.split()
    return 2 <= len(words) <= 3 and bool(gender_of_name(name)) and all(map(_capital, words)) and not _of_body(words)


def _capital(word: str) -> bool:
    return word[:1].isupper() and not word.isupper()


def _of_body(words: Sequence[str]) -> bool:
    return not (WORDS["bodies"] | COMPANIES).isdisjoint(word.lower() for word in words)


def antecedent(earlier: Sequence[Mention], gender: str) -> Mention | None:
    """Who a pronoun stands for: who acted or spoke last of those it fits.

    Somebody known to be a woman comes before somebody who may be one, where nobody acted in between.
    """
    fitting = [mention for mention in earlier[-_REACH:] if _fits(mention, gender)]
    if not fitting:
        return None
    active = [mention for mention in fitting if mention.spoke or mention.subject]
    since = active[-1].sentence if active else 0
    sure = [mention for mention in fitting if mention.gender == gender and mention.sentence >= since]
    chosen = sure or [mention for mention in active if mention.sentence == since] or fitting
    for wanted in (lambda mention: mention.spoke, lambda mention: mention.subject):
        if any(map(wanted, chosen)):
            return next(filter(wanted, reversed(chosen)))
    return chosen[-1]


def _fits(mention: Mention, gender: str) -> bool:
    if gender in ("m", "f"):
        return mention.gender in ("", gender)
    if not gender:
        return mention.gender in ("", "m", "f")
    return mention.gender == gender


def meant_by(earlier: Sequence[Mention], lemma: str, words: int) -> Mention | None:
    """Who "the mayor", "the board" or "the company" is: whom the article described so, or the business it tells of."""
    known = next((m for m in reversed(earlier) if lemma in m.roles and words <= 3), None)
    if known is not None or words > 2 or lemma not in COMPANIES | {"club", "team", "side"}:
        return known
    firms = [mention for mention in earlier if _is_firm(mention)]
    if not firms:
        return None
    close = {mention.name for mention in firms if firms[-1].sentence - mention.sentence <= 1}
    counts = Counter(mention.name for mention in firms).most_common(2)
    leads = len(counts) == 1 or counts[0][1] > counts[1][1]
    named = counts[0][0] if leads else firms[-1].name if len(close) == 1 else ""
    return next((mention for mention in reversed(firms) if mention.name == named), None)


def _is_firm(mention: Mention) -> bool:
    named = mention.label == "ORG" and mention.level == Attribution.NAMED and mention.name[:1].isupper()
    return named and mention.roles.isdisjoint(_KINDS_OF_BODY)
