"""Sentence vectors from all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), run by onnxruntime.

Its files are checked against their SHA-256, so that vectors stored yesterday stay comparable with those made today. A
text's vector is the same to the last bit whatever texts are encoded with it (docs/adr/0003-one-text-one-vector.md).
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy
import onnxruntime
import tokenizers

from claims.analysis.types import VECTOR_DIMENSIONS
from claims.analysis.vectors.model_files import ENCODER, kept_model, packaged
from claims.analysis.vectors.runs import LENGTHS_A_RUN, Vectors, last_states, runs, session
from claims.analysis.vectors.word_pieces import readable, tokenizer

ENCODER_VERSION = "all-MiniLM-L6-v2, in its article"  # changes whenever a vector may
MAX_WORD_PIECES = 256  # the length the model was trained with; what lies beyond does not reach the vector
MAX_CHARACTERS = 4000  # far more than 256 word pieces hold; spares the tokenizer a megabyte of text


class _Encoder(NamedTuple):
    tokenizer: tokenizers.Tokenizer
    session: onnxruntime.InferenceSession


def encode(texts: Sequence[str]) -> Vectors:
    """Return one vector a text: float32, shape (len(texts), 384), each of length 1 (so dot product = cosine).

    Mean over the word pieces, the first 256 of them. An empty text gets a vector too (that of no words).
    Raises ModelUnavailable when a model file is missing or altered.
    """
    vectors = numpy.zeros((len(texts), VECTOR_DIMENSIONS), dtype=numpy.float32)
    if not len(texts):
        return vectors
    encoder = _encoder()
    cleaned = [readable(text, MAX_CHARACTERS) for text in texts]
    pieces = [encoding.ids for encoding in encoder.tokenizer.encode_batch_fast(cleaned)]
    for run in runs([len(ids) for ids in pieces]):
        rows = [row for _, of_length in run for row in of_length]
        states = last_states(encoder.session, run, [pieces[row] for row in rows])
        for row, of_text in zip(rows, states, strict=True):
            mean = of_text.mean(axis=0)
            vectors[row] = mean / max(float(numpy.linalg.norm(mean)), 1e-12)
    return vectors


@cache
def _encoder() -> _Encoder:
    return _Encoder(tokenizer(MAX_WORD_PIECES), session(kept_model(f"{ENCODER[2]} {ENCODER_VERSION}", _integer_model)))


def _integer_model() -> bytes:
    """The model with its matrix products in integers; the shipped file stores integers but multiplies floats."""
    # Its libraries take half a second to import and are used once a home.
    from claims.analysis.vectors.integer_model import ShippedWeights, integer_model

    weights = ShippedWeights(packaged(*ENCODER))
    return integer_model(weights, longest=MAX_WORD_PIECES, lengths=LENGTHS_A_RUN)
