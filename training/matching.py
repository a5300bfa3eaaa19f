"""Fit the weights of claims/analysis/comparing/coefficients.json: python -m training.matching DATA

The figures that benchmarks/matching.py reports never come from these weights on these rows: there each fold is
scored by a table fitted on the others.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy

from benchmarks.matching_data import Reader, labelled
from benchmarks.retranslations import Retranslations
from claims.analysis.comparing.directed_features import DIRECTED
from claims.analysis.comparing.pair_features import NAMES, SYMMETRIC
from training.logistic import Fitted, fit

TARGET = Path(__file__).parent.parent / "claims" / "analysis" / "comparing" / "coefficients.json"

# Which features each question may use, and the penalty in rows.
USED: dict[str, tuple[tuple[str, ...], float]] = {
    "same": (tuple(SYMMETRIC), 10.0),
    "numbers": ((*SYMMETRIC, *DIRECTED), 10.0),
    "stance": (
        (
            "right_disbelieves",
            "right_hedges",
            "right_question",
            "right_denial",
            "right_false",
            "right_not",
            "right_length",
        ),
        1.0,
    ),
    "weaken": (NAMES, 100.0),
}
ABOUT = {
    "same": ("WMT21 news references: two translations of one sentence against all others", ("different", "same")),
    "numbers": ("VitaminC-real, CC BY-SA 3.0", ("supports", "refutes", "open")),
    "stance": ("Emergent: headlines for, against and about a rumour", ("for", "against", "observing")),
    "weaken": ("ClaimDiff-W: sentences of two outlets on one topic", ("no", "weakens")),
}


def columns(name: str) -> list[int]:
    """Places in NAMES of the features that a question uses."""
    return [NAMES.index(feature) for feature in USED[name][0]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with the evaluation sets")
    folder = parser.parse_args().data
    reader = Reader()
    stored: dict[str, Any] = {}
    same = Retranslations(folder, reader)
    stored["same"] = _entry("same", fit(same.features, same.labels, classes=2, ridge=USED["same"][1]), len(same.labels))
    for name in ("numbers", "stance", "weaken"):
        data = labelled(folder, name, reader)
        chosen = data.features[:, columns(name)]
        classes = len(ABOUT[name][1])
        fitted = fit(chosen, data.labels, classes=classes, ridge=USED[name][1])
        stored[name] = _entry(name, fitted, len(data.labels))
    text = json.dumps({"written_by": "python -m training.matching", "fits": stored}, indent=1)
    TARGET.write_text(text + "\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(text)} characters")


def _entry(name: str, fitted: Fitted, count: int) -> dict[str, Any]:
    data, classes = ABOUT[name]
    features, ridge = USED[name]
    # Only differences between the classes matter; the first is set to zero, so that the numbers can be read.
    weights = fitted.weights - fitted.weights[:, :1]
    intercepts = fitted.intercepts - fitted.intercepts[0]
    return {
        "data": data,
        "rows": count,
        "ridge": ridge,
        "classes": classes,
        "intercepts": [round(float(value), 4) for value in intercepts],
        "weights": {
            feature: [round(float(value), 4) for value in row] for feature, row in zip(features, weights, strict=True)
        },
    }


if __name__ == "__main__":
    numpy.seterr(all="raise", under="ignore")
    main()
