"""The words of the domain: enums that the models reuse as choices, and what the analysis hands around.

All offsets are end-exclusive code point offsets into the article's normalised text.
"""

from dataclasses import dataclass
from enum import StrEnum

VECTOR_DIMENSIONS = 384  # numbers in a sentence vector
CANDIDATES = 8  # different sentences that a claim is compared with
MAX_PER_SOURCE = 3  # claims of one source that it is compared and linked with: repetitions add nothing


class Mode(StrEnum):
    """How the article gives the words of the assertion."""

    DIRECT = "direct"  # wholly inside quotation marks
    INDIRECT = "indirect"  # paraphrased, with a reporting clause
    MIXED = "mixed"  # paraphrase with quoted parts
    NARRATOR = "narrator"  # the outlet's own voice


class Attribution(StrEnum):
    """How openly the article says who asserts it: the attribution levels of the news handbooks, strongest first."""

    NAMED = "named"  # a named person, body or document
    ROLE = "role"  # "the ministry's spokeswoman"
    ANONYMOUS = "anonymous"  # "officials said", "people familiar with the matter"
    VAGUE = "vague"  # "reportedly", "widely believed", a passive without agent
    NONE = "none"  # the outlet's own voice


class Polarity(StrEnum):
    """Whether the claimant asserts the content or denies it."""

    ASSERTS = "asserts"
    DENIES = "denies"


class Status(StrEnum):
    """Where a claim stands; a suggestion uses all but UNREVIEWED."""

    UNREVIEWED = "unreviewed"
    CORROBORATED = "corroborated"
    DISPUTED = "disputed"
    UNATTRIBUTED = "unattributed"


class Strength(StrEnum):
    """How much a suggestion is worth, in a word; how often each is right is measured (calibration.py)."""

    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"


class Relation(StrEnum):
    """What two claims are to each other. NONE is never stored."""

    CORROBORATES = "corroborates"
    DISPUTES = "disputes"
    NONE = "none"


class ChangeKind(StrEnum):
    """What a word-level difference between two quotations touches."""

    NUMBER = "number"
    NAME = "name"
    NEGATION = "negation"
    MODALITY = "modality"
    INTENSITY = "intensity"
    OMISSION = "omission"
    SPELLING = "spelling"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class Entity:
    """A named thing inside a claim. `label` is spaCy's (PERSON, ORG, GPE, NORP, ...)."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class ExtractedClaim:
    """One assertion found in a text; `text == article_text[start:end]` always holds."""

    start: int
    end: int
    text: str
    mode: Mode
    attribution: Attribution
    polarity: Polarity
    quote: str = ""  # the words between quotation marks; several parts are joined by " … "
    claimant: str = ""  # resolved: the fullest name the article gives
    claimant_words: str = ""  # the words used here: "she", "the note"
    claimant_start: int | None = None  # span of claimant_words
    claimant_end: int | None = None
    cue: str = ""  # the reporting verb or phrase, as written
    cue_start: int | None = None
    cue_end: int | None = None
    hedges: tuple[str, ...] = ()  # "reportedly", "may", as written
    entities: tuple[Entity, ...] = ()
    checkworthiness: float = 0.0  # 0 to 1
    checkworthiness_reasons: tuple[str, ...] = ()
    context: str = ""  # the sentence before, when the claim is anaphoric ("denies the allegations")

    @property
    def in_context(self) -> str:
        """Text to embed: the sentence before, if the claim is anaphoric ("denies the allegations"), and the claim."""
        return f"{self.context} {self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class Feature:
    """One line of the comparison's table: `score` times `weight`, summed over all, is the log odds of the score.

    `score` is the feature's value, mostly 0 to 1; `detail` is a sentence for the reviewer, in words of the texts.
    """

    name: str
    score: float
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two quotations of one utterance. `op` is replace, delete or insert."""

    op: str
    left: str
    right: str
    kind: ChangeKind
    changes_meaning: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The relation of two claims. Symmetric but for the direction of `drift` (left to right)."""

    relation: Relation
    score: float  # 0 to 1, calibrated: the share of such pairs for which the relation holds
    features: tuple[Feature, ...] = ()
    drift: tuple[Change, ...] = ()
    reasons: tuple[str, ...] = ()  # sentences, the weightiest first
    same_utterance: bool = False  # both quote one speech or document
    utterance: str = ""  # whose words those are, when same_utterance


@dataclass(frozen=True, slots=True)
class Evidence:
    """One cross-reference as the suggestion sees it, from the claim's own side."""

    relation: Relation
    score: float
    independent: bool
    source: str  # name of the other outlet
    origin: str  # key of the origin that the other outlet derives from; equal keys are one origin
    shared_origin: str  # a sentence saying why the two are not independent; "" when they are
    denial: bool = False  # the other claim is an explicit denial
    detail: str = ""  # the weightiest sentence of the comparison
    meaning_changed: bool = False  # the drift alters the meaning of the quotation
    claimant: str = ""  # who says it there; "" when the outlet itself does


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the machine would say of a claim. `status` None means: no suggestion, and the reasons say why."""

    status: Status | None
    confidence: float
    reasons: tuple[str, ...]
    strength: Strength | None = None  # None without a status
