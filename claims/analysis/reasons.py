"""The comparison's table for a reviewer: each feature with its weight and a sentence."""

from collections.abc import Sequence

from claims.analysis.agreement import Verdict
from claims.analysis.dates import agree
from claims.analysis.features import SYMMETRIC
from claims.analysis.pair import Pair
from claims.analysis.table import fits
from claims.analysis.types import Feature

NAMED = 5  # words or names given in one sentence


def describe_features(pair: Pair, values: Sequence[float], actor: str) -> list[Feature]:
    """Return the features of a pair that a reviewer can use, each with its fitted weight and a sentence."""
    by_name = dict(zip(SYMMETRIC, values, strict=True))
    sentences = {
        "meaning": f"The sentences are {percent(pair.similarity)} alike in meaning.",
        "overlap": _words(pair),
        "names_missing": _names(pair),
        "numbers_hold": _numbers(pair),
        "dates_agree": _dates(pair),
    }
    fit = fits()["same"]
    features = [
        Feature(name, round(float(by_name[name]), 3), round(fit.weight(name, "same"), 3), sentence)
        for name, sentence in sentences.items()
        if sentence and by_name[name] > 0
    ]
    if actor:
        features.insert(0, Feature("claimant", 1.0, 1.2, f"Both are attributed to {actor}."))
    return features


def percent(share: float) -> str:
    """A share as people write it: "62%"."""
    return f"{round(100 * max(0.0, min(1.0, share)))}%"


def _words(pair: Pair) -> str:
    weights = pair.left.weights
    shared = sorted(pair.shared, key=lambda word: (-weights[word], word))
    if not shared:
        return ""
    left = pair.left.surfaces
    written = [left[word] if word in left else pair.right.surfaces.get(word, word) for word in shared[:NAMED]]
    return f"They share {', '.join(f'“{word}”' for word in written)}."


def _names(pair: Pair) -> str:
    missing = sorted({*pair.left_missing, *pair.right_missing})[:NAMED]
    return f"Named in one only: {', '.join(name.title() for name in missing)}." if missing else ""


def _numbers(pair: Pair) -> str:
    held = sorted({item.left.text for item in pair.aligned if item.verdict != Verdict.EXCLUDED})
    return f"The numbers agree: {', '.join(held[:NAMED])}." if held else ""


def _dates(pair: Pair) -> str:
    agreed = sorted({mine.text for mine in pair.left.dates for other in pair.right.dates if agree(mine, other)})
    return f"The dates agree: {', '.join(agreed[:NAMED])}." if agreed else ""
