"""What an exact check finds in a pair of claims."""

from dataclasses import dataclass
from enum import StrEnum


class CheckKind(StrEnum):
    """What agrees or differs. `left` and `right` are the sides of the pair as it is given."""

    NUMBER_AGREES = "number_agrees"
    NUMBER_DIFFERS = "number_differs"  # two numbers for one thing that can't both be true
    NUMBER_OPEN = "number_open"  # two numbers for one thing, neither of which follows: "at least 14", "at least 21"
    NUMBER_GREW = "number_grew"  # both right on their days
    DATE_AGREES = "date_agrees"
    DATE_DIFFERS = "date_differs"
    NEGATION = "negation"  # one negates what the other states
    BOTH_NEGATE = "both_negate"  # both negate one thing, in whatever words
    OPPOSITE = "opposite"  # a word of each, of which just one can be true
    OPPOSITE_NEGATED = "opposite_negated"  # "not open" and "shut": they say the same
    UNASSERTED_LEFT = "unasserted_left"  # the left only plans, asks, fears or supposes what the right states
    UNASSERTED_RIGHT = "unasserted_right"
    FUTURE = "future"  # one says that it will be, the other that it is or was
    SILENCE = "silence"  # somebody says nothing: no statement to agree with
    ROLES = "roles"  # who did it and to whom are exchanged
    NAME_DIFFERS = "name_differs"
    NAME_AGREES = "name_agrees"


@dataclass(frozen=True, slots=True)
class Check:
    """strength: 0 to 1, how surely it holds of the pair; sentence: for a reviewer, in words as the texts have them."""

    kind: CheckKind
    strength: float
    sentence: str
