"""A claim's vector in its article: its own, moved towards the beginning of the article.

What other outlets report of one event is then nearer than what is worded alike about another event. Measured by
benchmarks/dossiers.py: of the pairs that belong together far more are among the nearest, and hardly any of two events.
"""

import numpy

from claims.analysis.vectors.runs import Vectors

SHARE = 0.7  # weight of the beginning's vector; the claim's own has 1
BEGINNING = 600  # characters of the text that are taken after its title: they tell which event it is


def beginning(title: str, text: str) -> str:
    """Text to encode for an article: its title and how it begins."""
    return " ".join(f"{title}. {text[:BEGINNING]}".split())


def in_article(own: Vectors, beginnings: Vectors) -> Vectors:
    """Unit vectors of shape (n, 384) from those of n claims and of the beginnings of their articles.

    Where a beginning is all zeros, as of a claim without an article, the claim's own vector is returned as it is.
    """
    moved = own + SHARE * beginnings
    lengths = numpy.linalg.norm(moved, axis=1, keepdims=True)
    alone = ~beginnings.any(axis=1, keepdims=True)
    result: Vectors = numpy.where(alone, own, moved / numpy.maximum(lengths, 1e-12)).astype(numpy.float32)
    return result
