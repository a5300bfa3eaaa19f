"""Does check-worthiness tell fact-checked claims from other sentences? python -m benchmarks.checkworthiness FOLDER

Half the sentences are claims that PolitiFact checked (FOLDER/matching.claims.jsonl), half are sentences of news
articles taken as they come (FOLDER/attribution.train.jsonl). Some of the latter are worth checking too, so 1.0
can't be reached. Prints the area under the ROC curve (0.5 is chance), beside two cheap measures.
"""

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from claims.analysis.reading.checkworthiness import checkworthiness
from claims.analysis.reading.language_model import session
from claims.analysis.types import Entity

SAMPLE = 1_500  # of each kind


def area(checked: Sequence[float], other: Sequence[float]) -> float:
    """The share of pairs in which the checked claim has the higher score; ties count half."""
    high, low = np.array(checked)[:, None], np.array(other)[None, :]
    return float((high > low).mean() + 0.5 * (high == low).mean())


def checked_claims(path: Path) -> list[str]:
    texts = [json.loads(line)["text"] for line in path.open(encoding="utf-8")]
    return spread(texts)


def spread(texts: Sequence[str]) -> list[str]:
    """A sample from the whole list; the weights were set on another one, which begins at the first text."""
    step = max(1, len(texts) // SAMPLE)
    return list(texts[step // 2 :: step][:SAMPLE])


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    rows = [json.loads(line)["text"] for line in (options.folder / "attribution.train.jsonl").open(encoding="utf-8")]
    with session() as language:
        sentences = [
            sentence.text.strip()
            for doc in language.pipe(row[:1500] for row in rows[::4])
            for sentence in doc.sents
            if len(sentence.text.split()) > 4
        ]
        other = spread(sentences)
        groups = []
        for texts in (checked_claims(options.folder / "matching.claims.jsonl"), other):
            docs = language.pipe(texts)
            groups.append([(doc.text, [Entity(e.text, e.label_) for e in doc.ents]) for doc in docs])
    measures = {
        "check-worthiness": lambda text, entities: checkworthiness(text, entities)[0],
        "holds a digit": lambda text, entities: float(bool(re.search(r"\d", text))),
        "number of words": lambda text, entities: float(len(text.split())),
    }
    print("| measure | area under the curve |\n| --- | ---: |")
    for name, measure in measures.items():
        scores = [[measure(text, entities) for text, entities in group] for group in groups]
        print(f"| {name} | {area(*scores):.3f} |")


if __name__ == "__main__":
    main()
