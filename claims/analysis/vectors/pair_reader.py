"""How likely two statements say the same or contradict each other, read side by side by a small cross-encoder.

Unlike two sentence vectors, it sees both texts at once: "can only" against "will only", who accused whom. Its weights
were fitted by training/pair_reader.py, starting from those of the encoder, whose word pieces and integer arithmetic
it shares; what it learnt from is listed in docs/adr/0011-a-learned-reader-of-pairs.md.
"""

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy
import numpy.typing
import onnxruntime
import tokenizers

from claims.analysis.vectors.model_files import ENCODER, checked, kept_model, packaged
from claims.analysis.vectors.runs import LENGTHS_A_RUN, last_states, runs, session
from claims.analysis.vectors.word_pieces import readable, tokenizer

if TYPE_CHECKING:
    from claims.analysis.vectors.integer_model import Floats, Integers

PAIR_READER_VERSION = "3"  # changes whenever an answer may
WEIGHTS = Path(__file__).with_name("pair_reader.npz")
WEIGHTS_SHA256 = "2e15c5d6a1f20f024d5d20905f0259f2434f863aee36367fd7f78fcd7ad3173c"
MAX_WORD_PIECES = 160  # of both statements together; the longer one is cut
MAX_CHARACTERS = 1_000  # of each statement

ANSWERS = ("corroborates", "disputes", "neither")
Chances = numpy.typing.NDArray[numpy.float32]


def read_pairs(pairs: Sequence[tuple[str, str]]) -> Chances:
    """Return the chances of ANSWERS for each pair as it is ordered: float32, shape (len(pairs), 3), rows sum to one.

    The same pair gets the same chances to the last bit whatever is read with it; the other order gets others, near
    them. Raises ModelUnavailable when a file is missing or altered.
    """
    chances = numpy.zeros((len(pairs), len(ANSWERS)), dtype=numpy.float32)
    if not pairs:
        return chances
    reader = _reader()
    cleaned = [(readable(left, MAX_CHARACTERS), readable(right, MAX_CHARACTERS)) for left, right in pairs]
    encodings = reader.tokenizer.encode_batch(cleaned)
    for run in runs([len(encoding.ids) for encoding in encodings]):
        rows = [row for _, of_length in run for row in of_length]
        ids = [encodings[row].ids for row in rows]
        segments = [encodings[row].type_ids for row in rows]
        for row, states in zip(rows, last_states(reader.session, run, ids, segments), strict=True):
            chances[row] = reader.head(states)
    return chances


class _Head(NamedTuple):
    """From the states of a pair's word pieces to the chances of the answers."""

    hidden: "Floats"  # (768, 384)
    hidden_bias: "Floats"
    answers: "Floats"  # (384, 3)
    answers_bias: "Floats"

    def __call__(self, states: "Floats") -> Chances:
        # One pair at a time, so that no pair's last bits depend on how many are read together.
        seen = numpy.concatenate([states[0], states.mean(axis=0)])
        hidden = seen @ self.hidden + self.hidden_bias
        active = numpy.array([0.5 * x * (1 + math.erf(x / math.sqrt(2))) for x in hidden.tolist()], numpy.float32)
        scores = active @ self.answers + self.answers_bias
        powers = numpy.exp(scores - scores.max())
        chances: Chances = powers / powers.sum()
        return chances


class _Reader(NamedTuple):
    tokenizer: tokenizers.Tokenizer
    session: onnxruntime.InferenceSession
    head: _Head


class _PairWeights:
    """The fitted tensors, and the encoder's own table of word pieces, which stays as it is."""

    def __init__(self) -> None:
        from claims.analysis.vectors.integer_model import ShippedWeights

        self._fitted = _fitted("inner.")
        self._shipped = ShippedWeights(packaged(*ENCODER))

    def vector(self, name: str) -> "Floats":
        return self._fitted[name].astype(numpy.float32)

    def matrix(self, name: str) -> tuple["Integers", "Floats"]:
        if name + ".integers" not in self._fitted:
            return self._shipped.matrix(name)
        return self._fitted[name + ".integers"].astype(numpy.int8), self._fitted[name + ".scales"].astype(numpy.float32)

    def floats(self, name: str) -> "Floats":
        integers, scales = self.matrix(name)
        return integers.astype(numpy.float32) * scales


def _fitted(part: str) -> dict[str, numpy.typing.NDArray[numpy.generic]]:
    """The fitted tensors whose names begin so: every process needs the head, and only the first one the layers."""
    with numpy.load(checked(WEIGHTS, WEIGHTS_SHA256, WEIGHTS.name), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files if name.startswith(part)}


@cache
def _reader() -> _Reader:
    fitted = _fitted("head.")
    head = _Head(*(fitted[f"head.{name}"].astype(numpy.float32) for name in _Head._fields))
    model = kept_model(f"{ENCODER[2]} {WEIGHTS_SHA256}", _integer_model)
    return _Reader(tokenizer(MAX_WORD_PIECES), session(model), head)


def _integer_model() -> bytes:
    # Its libraries take half a second to import and are used once a home.
    from claims.analysis.vectors.integer_model import integer_model

    return integer_model(_PairWeights(), longest=MAX_WORD_PIECES, lengths=LENGTHS_A_RUN, segments=2)
