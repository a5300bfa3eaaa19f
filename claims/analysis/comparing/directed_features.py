"""Directed features of a pair: whether the right claim entails, leaves open or excludes what the left one says."""

from claims.analysis.comparing.dates import DateMention, agree, within
from claims.analysis.comparing.entailment import Aligned, Entailment
from claims.analysis.comparing.negation import CUES
from claims.analysis.comparing.pair import Pair

# name: what it measures. The order is that of the numbers that `directed` returns.
DIRECTED: dict[str, str] = {
    "covered": "share of the left claim's telling words found in the right",
    "left_names_missing": "names of the left claim that the right lacks, up to 4",
    "right_names_missing": "names of the right claim that the left lacks, up to 4",
    "number_holds": "numbers of the left within those of the right, up to 4",
    "number_open": "numbers of the left that the right neither supports nor excludes, up to 4",
    "number_beyond": "of these, numbers that the figure of the right lies outside of, up to 4: over 600, over 500",
    "number_exact": "numbers of the left that the right gives just so, up to 4",
    "number_excluded": "numbers of the left that the right excludes, up to 4",
    "excluded_strength": "how surely an excluded number counts the same thing",
    "holds_strength": "how surely a supported number counts the same thing",
    "any_number_excluded": "1 when any number is excluded",
    "all_numbers_hold": "1 when every number of the left is supported, or there is none",
    "exact_excluded": "1 when an excluded number is stated without bounds",
    "number_missing": "numbers of the left without counterpart, up to 4",
    "number_missing_of_kind": "the same, though the right has others of that kind",
    "right_numbers_alone": "numbers of the right without counterpart, up to 6",
    "date_holds": "dates of the left that one of the right lies in, up to 3",
    "date_open": "dates of the left that one of the right can equal, up to 3",
    "date_excluded": "dates of the left that those of the right exclude, up to 3",
    "date_excluded_alike": "the same, given as precisely",
    "date_missing": "dates of the left that the right says nothing of, up to 3",
    "other_number_and_date": "date_excluded where any_number_excluded: figures of two days",
    "covered_but_number": "covered times excluded_strength: all but the number is said",
    "right_negates": "1 when the right negates a word of the left",
    "left_negates": "1 when the left negates a word of the right",
    "one_negates": "1 when just one holds a negation",
    "right_question": "1 when the right asks",
    "right_disbelieves": "1 when the right denies, calls false or negates, and the left negates nothing",
    "right_hedges": "1 when the right keeps its distance: reportedly, may, claims",
    **{f"right_{kind}": f"1 when the right holds a cue word of {kind}" for kind in CUES if kind != "hedge"},
    **{f"left_{kind}": f"1 when the left holds a cue word of {kind}" for kind in CUES},
}


def directed(pair: Pair) -> list[float]:
    """Return the values of DIRECTED: what the right claim does to what the left one says."""
    left, right = pair.left, pair.right
    negated_left, negated_right = left.stance.negated, right.stance.negated
    found = {
        "covered": pair.shared_weight / left.total if left.total else 0.0,
        "left_names_missing": min(4, len(pair.left_missing)),
        "right_names_missing": min(4, len(pair.right_missing)),
        **_number_answers(pair),
        **_date_answers(left.dates, right.dates),
        "right_negates": any(word in left.words for word in negated_right),
        "left_negates": any(word in right.words for word in negated_left),
        "one_negates": bool(negated_left) != bool(negated_right),
        "right_question": right.stance.question,
        "right_disbelieves": right.stance.disbelieves and not left.stance.words("not"),
        "right_hedges": bool(right.stance.words("hedge")),
        **{f"right_{kind}": bool(right.stance.words(kind)) for kind in CUES if kind != "hedge"},
        **{f"left_{kind}": bool(left.stance.words(kind)) for kind in CUES},
    }
    found["other_number_and_date"] = found["any_number_excluded"] * found["date_excluded"]
    found["covered_but_number"] = found["covered"] * found["excluded_strength"]
    return [float(found[name]) for name in DIRECTED]


def _number_answers(sides: Pair) -> dict[str, float]:
    left, right, aligned = sides.left, sides.right, sides.aligned
    by_entailment: dict[Entailment, list[Aligned]] = {entailment: [] for entailment in Entailment}
    for pair in aligned:
        by_entailment[pair.entailment].append(pair)
    holds, open_, excluded = (
        by_entailment[entailment] for entailment in (Entailment.HOLDS, Entailment.OPEN, Entailment.EXCLUDED)
    )
    paired = {id(pair.left) for pair in aligned}
    missing = [quantity for quantity in left.quantities if id(quantity) not in paired]
    kinds = {quantity.kind for quantity in right.quantities}
    return {
        "number_holds": min(4, len(holds)),
        "number_open": min(4, len(open_)),
        "number_beyond": min(4, sum(not pair.left.low <= pair.right.value <= pair.left.high for pair in open_)),
        "number_exact": min(4, sum(pair.left.value == pair.right.value for pair in holds)),
        "number_excluded": min(4, len(excluded)),
        "excluded_strength": min(5.0, sum(pair.affinity for pair in excluded)),
        "holds_strength": min(5.0, sum(pair.affinity for pair in holds)),
        "any_number_excluded": bool(excluded),
        "all_numbers_hold": len(holds) == len(left.quantities),
        "exact_excluded": any(pair.left.low == pair.left.high for pair in excluded),
        "number_missing": min(4, len(missing)),
        "number_missing_of_kind": min(4, sum(quantity.kind in kinds for quantity in missing)),
        "right_numbers_alone": min(6, len(right.quantities) - len(aligned)),
    }


def _date_answers(left: tuple[DateMention, ...], right: tuple[DateMention, ...]) -> dict[str, float]:
    holds = open_ = excluded = alike = missing = 0
    for mine in left:
        inside = [within(mine, other) for other in right]
        possible = [agree(mine, other) for other in right]
        if True in inside:
            holds += 1
        elif True in possible:
            open_ += 1
        elif False in possible:
            excluded += 1
            alike += any(bool(mine.day) == bool(o.day) and bool(mine.month) == bool(o.month) for o in right)
        else:
            missing += 1
    return {
        "date_holds": min(3, holds),
        "date_open": min(3, open_),
        "date_excluded": min(3, excluded),
        "date_excluded_alike": min(3, alike),
        "date_missing": min(3, missing),
    }
