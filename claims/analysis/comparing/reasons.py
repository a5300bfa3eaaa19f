"""What the features of a comparison say to a reviewer, in sentences."""

from claims.analysis.comparing.pair import Pair

NAMED = 5  # words or names given in one sentence


def sentences(pair: Pair) -> dict[str, str]:
    """By the name of a feature what it says of the pair, in words as they stand in the texts; without empty ones."""
    found = {
        "overlap": _words(pair),
        "meaning": f"The sentences are {percent(pair.similarity)} alike in meaning.",
        "names_missing": _names(pair),
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
