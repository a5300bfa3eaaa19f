"""The pair reader's answers: of what shape, whatever is read together, and what they see in plain cases."""

import numpy
import pytest

from claims.analysis.vectors import pair_reader
from claims.analysis.vectors.model_files import ModelUnavailable
from claims.analysis.vectors.pair_reader import ANSWERS, read_pairs

PAIRS = [
    ("The council approved the bridge.", "Councillors gave the bridge the go-ahead."),
    ("The council approved the bridge.", "The council threw out plans for the bridge."),
    ("The bakery on Fish Quay sells rye bread.", "The striker signed for Catania on Friday."),
]


@pytest.mark.parametrize(("pair", "answer"), list(zip(PAIRS, ANSWERS, strict=True)))
def test_plain_cases_are_told_apart(pair: tuple[str, str], answer: str) -> None:
    assert ANSWERS[int(read_pairs([pair])[0].argmax())] == answer


def test_chances_of_a_pair_sum_to_one_and_no_pairs_have_none() -> None:
    assert read_pairs(PAIRS).sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert read_pairs([]).shape == (0, len(ANSWERS))


def test_a_pair_is_read_alike_to_the_last_bit_whatever_is_read_with_it() -> None:
    others = [(f"Item {number} was sold. " * (number % 9), "The mayor said no.") for number in range(60)]

    together = read_pairs([*others[:30], *PAIRS, *others[30:]])[30 : 30 + len(PAIRS)]

    assert numpy.array_equal(together, numpy.concatenate([read_pairs([pair]) for pair in PAIRS]))


@pytest.mark.parametrize("text", ["", "\ud800", "word " * 5_000, "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u202e txet"])
def test_any_text_gets_an_answer(text: str) -> None:
    assert numpy.isfinite(read_pairs([(text, "The mayor said no."), (text, text)])).all()


def test_altered_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pair_reader, "WEIGHTS_SHA256", "0" * 64)

    with pytest.raises(ModelUnavailable, match="SHA-256"):
        pair_reader._fitted("head.")
