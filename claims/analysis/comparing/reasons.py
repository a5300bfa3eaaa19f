"""What the features of a comparison say to a reviewer, in sentences."""

from claims.analysis.comparing.dates import agree
from claims.analysis.comparing.entailment import Entailment
from claims.analysis.comparing.pair import Pair

NAMED = 5  # words or names given in one sentence


def sentences(pair: Pair) -> dict[str, str]:
    """By the name of a feature what it says of the pair, in words as they stand in the texts; without empty ones."""
    found = {
        "meaning": f"The sentences are {percent(pair.similarity)} alike in meaning.",
        "overlap": _words(pair),
        "names_missing": _names(pair),
        "numbers_hold": _numbers(pair),
        "dates_agree": _dates(pair),
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def percent(share: float) -> str:
    """A share as people write it: "62%"."""
    return f"{round(100 * max(0.0, min(1.0, share)))}%"


def _words(pair: Pair) -> str:
    weights = pair.left.weights
    shared = sorted(pair.shared, key=lambda word: (-weights[word], word))
    written = [one for word in shared if (one := pair.left.written(word) or pair.right.written(word))]
    return f"They share {', '.join(f'“{word}”' for word in written[:NAMED])}." if written else ""


def _names(pair: Pair) -> str:
    missing = [
        claim.written_names[name]
        for claim, names in ((pair.left, pair.left_missing), (pair.right, pair.right_missing))
        for name in names
        if name in claim.written_names
    ]
    return f"Named in one only: {', '.join(sorted(set(missing))[:NAMED])}." if missing else ""


def _numbers(pair: Pair) -> str:
    held = sorted({item.left.text for item in pair.aligned if item.entailment != Entailment.EXCLUDED})
    return f"The numbers agree: {', '.join(held[:NAMED])}." if held else ""


def _dates(pair: Pair) -> str:
    agreed = sorted({mine.text for mine in pair.left.dates for other in pair.right.dates if agree(mine, other)})
    return f"The dates agree: {', '.join(agreed[:NAMED])}." if agreed else ""
