"""Features of one claim for comparison, computed once and stored as JSON beside it.

Reading a claim takes a hundred times longer than comparing what was read, so retrieval hands matching these.
"""

import math
import re
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from itertools import chain
from operator import add
from typing import Any

from claims.analysis.comparing.assertion import Assertion, read_assertion
from claims.analysis.comparing.dates import DateMention, find_dates
from claims.analysis.comparing.names import actor_key, find_names, written_names
from claims.analysis.comparing.negation import Stance, read_stance
from claims.analysis.comparing.numbers import Quantity, find_quantities
from claims.analysis.comparing.prefilter import PrefilterFields
from claims.analysis.comparing.words import normalise, stem, synonyms, telling, tokens
from claims.analysis.types import ExtractedClaim, Mode, Polarity
from sources.reading.furniture import is_correction

FEATURES_VERSION = 6
MAX_TEXT = 1000  # characters of a claim that are kept to be shown beside another
_WITHDRAWN = re.compile(r"(?:an? |the )?(?:earlier|previous|prior|original) versions? of (?:this|the|our|that)\b", re.I)
MAX_QUOTE = 2000  # characters of a quotation that are compared word by word
YEARS = range(1500, 2100)  # that a text can name; a report of another year has no day to go by
LEAST_QUOTED = 3  # words of a quotation that is compared as one; "an insult" may be anybody's
_PRONOUNS = frozenset(("he", "she", "it", "they"))
_MODES = {mode.value: mode for mode in Mode}
_POLARITIES = {polarity.value: polarity for polarity in Polarity}


@dataclass(frozen=True)
class ClaimFeatures:
    """One claim, read for comparison.

    text: the claim without its reporting clause, cut to MAX_TEXT; framed: the claim with the reporting clause that
    stands inside it ("Corvane blames lightning"), "" where none does; words: stems of its words in order, without
    dates and numbers; claimant_words: words that identify who says it; cue: stems of the reporting verb or phrase;
    context: stems of the sentence before, when the claim is anaphoric ("denies the allegations"); published_on: the
    day of the report, None when unknown. What is derived from these is worked out when first needed.
    """

    text: str
    words: tuple[str, ...]
    quote: str
    claimant: str
    claimant_words: tuple[str, ...]
    cue: tuple[str, ...]
    mode: Mode
    polarity: Polarity
    stance: Stance
    names: tuple[str, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    hedges: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    published_on: date | None = None
    framed: str = ""
    version: int = FEATURES_VERSION

    @cached_property
    def weights(self) -> dict[str, float]:
        """Each distinct content stem, synonyms joined, with its weight: the root of its rarity."""
        return telling(self.words)

    @cached_property
    def surfaces(self) -> dict[str, str]:
        """Each stem of `weights` as the claim first writes it."""
        groups = synonyms()
        written: dict[str, str] = {}
        for match in tokens(self.text):
            base = stem(match.group())
            written.setdefault(groups.get(base, base), match.group())
        return written

    @cached_property
    def written_names(self) -> dict[str, str]:
        """Each of `names` as the claim first writes it: "china" is "Beijing" here."""
        return written_names(self.text)

    def written(self, word: str) -> str:
        """A stem, or what stands for it and its synonyms, as the claim first writes it; "" beyond MAX_TEXT."""
        exact = (match.group() for match in tokens(self.text) if stem(match.group()) == word)
        return next(exact, "") or self.surfaces.get(synonyms().get(word, word), "")

    @cached_property
    def total(self) -> float:
        """Sum of the weights."""
        return sum(self.weights.values())

    @cached_property
    def norm(self) -> float:
        """Euclidean length of the weights."""
        return math.sqrt(sum(weight * weight for weight in self.weights.values()))

    @cached_property
    def context_weights(self) -> dict[str, float]:
        """As `weights`, of the sentence before."""
        return telling(self.context)

    @cached_property
    def sorted_words(self) -> str:
        """The words as written, numbers too, in alphabetical order: compared letter by letter whatever their order."""
        return " ".join(sorted(self.text.split()))

    @cached_property
    def letters(self) -> frozenset[str]:
        """All runs of three and four letters."""
        text = f" {' '.join(self.words)} "
        pairs = list(map(add, text, text[1:]))
        return frozenset(chain(map(add, pairs, text[2:]), map(add, pairs, pairs[2:])))

    @cached_property
    def quote_words(self) -> tuple[str, ...]:
        """The words of the quotation, lower case."""
        return tuple(match.group().lower() for match in tokens(self.quote))

    @cached_property
    def assertion(self) -> Assertion:
        """What the claim asserts of each of its words."""
        return read_assertion(self.text, denied=self.polarity == Polarity.DENIES)

    @cached_property
    def prefilter(self) -> PrefilterFields:
        """The fields that the prefilter reads (`may_match`)."""
        return PrefilterFields(
            terms=frozenset(self.weights),
            numbers=frozenset(quantity.value for quantity in self.quantities if quantity.kind != "ordinal"),
            quoted=frozenset(telling(map(stem, self.quote_words)) if len(self.quote_words) >= LEAST_QUOTED else ()),
            denies=self.denies,
            withdrawn=self.withdrawn,
        )

    @property
    def statement(self) -> str:
        """Who says what, as the pair reader reads it: "Belloway Grain denies: 17 people died"."""
        if self.polarity == Polarity.DENIES:
            return f"{self.claimant or 'They'} denies: {self.text}"
        if self.framed:
            return self.framed  # without its verb, "the fish" says nothing
        return f"{self.claimant}: {self.text}" if self.claimant else self.text

    @property
    def withdrawn(self) -> bool:
        """Whether the outlet only tells what it no longer says: "an earlier version of this report said 14"."""
        return bool(_WITHDRAWN.match(self.claimant)) or is_correction(self.text)

    @property
    def denies(self) -> bool:
        """Whether the claim denies: its claimant does, or it says that there is no evidence."""
        return self.polarity == Polarity.DENIES or self.stance.refutes

    def to_json(self) -> dict[str, Any]:
        """Return plain lists, numbers and strings; `from_json` reads them back."""
        return {name: getattr(self, name) for name in _FIELDS} | {
            "stance": self.stance.to_json(),
            "quantities": tuple(quantity.to_json() for quantity in self.quantities),
            "dates": tuple(mention.to_json() for mention in self.dates),
            "published_on": self.published_on.isoformat() if self.published_on else "",
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "ClaimFeatures":
        """Read what `to_json` wrote. Raises ValueError for another version or a foreign shape."""
        if not isinstance(stored, dict) or stored.get("version") != FEATURES_VERSION:
            raise ValueError("These features were made by another version: describe the claim again.")
        try:
            values = {name: stored[name] for name in _FIELDS}
            for name in _LISTS:
                values[name] = tuple(values[name])
            values["mode"] = _MODES[values["mode"]]
            values["polarity"] = _POLARITIES[values["polarity"]]
            values["stance"] = Stance.from_json(values["stance"])
            values["quantities"] = tuple(map(Quantity.from_json, values["quantities"]))
            day = values["published_on"]
            values["published_on"] = date.fromisoformat(day) if day != "" else None
            values["dates"] = tuple(DateMention(**mention) for mention in values["dates"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"These are not the features of a claim: {error!r}.") from error
        return cls(**values)


_FIELDS = tuple(field.name for field in fields(ClaimFeatures))
_LISTS = ("words", "claimant_words", "cue", "names", "hedges", "context")


def describe(claim: ExtractedClaim, *, published_on: date | None = None) -> ClaimFeatures:
    """Read one claim; weekdays and "yesterday" are resolved against the day of publication when it is given."""
    if published_on is not None and published_on.year not in YEARS:
        published_on = None
    text = normalise(_without_frame(claim))
    dates = find_dates(text, published_on)
    quantities = find_quantities(text, tuple((start, end) for _, start, end in dates))
    shown = " ".join(text.split())
    for _, start, end in dates:
        # Dates are compared as dates; as words they would make any two reports of one day alike.
        text = text[:start] + " " * (end - start) + text[end:]
    return ClaimFeatures(
        text=shown[:MAX_TEXT],
        words=_stems(text),
        quote=normalise(claim.quote)[:MAX_QUOTE],
        claimant=claim.claimant,
        claimant_words=actor_key(normalise(claim.claimant or claim.claimant_words)),
        cue=_stems(normalise(claim.cue)),
        mode=claim.mode,
        polarity=claim.polarity,
        stance=read_stance(text),
        names=find_names(text, claim.entities),
        quantities=quantities,
        dates=tuple(mention for mention, _, _ in dates),
        hedges=tuple(claim.hedges),
        context=_stems(normalise(claim.context)),
        published_on=published_on,
        framed=" ".join(normalise(_with_claimant(claim)).split())[:MAX_TEXT] if _within(claim, claim.cue_start) else "",
    )


def _stems(text: str) -> tuple[str, ...]:
    """Stems of the words of a normalised text in order, without numbers in digits."""
    return tuple(stem(word) for match in tokens(text) if not (word := match.group())[0].isdecimal())


def _within(claim: ExtractedClaim, position: int | None) -> bool:
    return position is not None and claim.start <= position < claim.end


def _with_claimant(claim: ExtractedClaim) -> str:
    """The claim's text with the claimant's name for "he" or "it"."""
    start, end = claim.claimant_start, claim.claimant_end
    if start is None or end is None or not _within(claim, start) or claim.claimant_words.lower() not in _PRONOUNS:
        return claim.text
    return claim.text[: start - claim.start] + claim.claimant + claim.text[end - claim.start :]


def _without_frame(claim: ExtractedClaim) -> str:
    """The claim's text with claimant and cue blanked out, where they lie inside it."""
    text = claim.text
    for start, end in ((claim.claimant_start, claim.claimant_end), (claim.cue_start, claim.cue_end)):
        if start is None or end is None or not claim.start <= start < end <= claim.end:
            continue
        text = text[: start - claim.start] + " " * (end - start) + text[end - claim.start :]
    return text if text.strip() else claim.text
