"""Claims submitted by clients: the whole text is the claim; claimant and entities are read as in an article.

Most of them report nobody. Those need no parse, which is two thirds of the work: without a quotation and without a
word of cues.toml, in any form of it, no rule can find an attribution (cues.sense_of).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from claims.analysis.bounds import MOST_ENTITIES
from claims.analysis.reading.attribution_level import level_of_name
from claims.analysis.reading.checkworthiness import checkworthiness
from claims.analysis.reading.cues import HEDGES
from claims.analysis.reading.extraction import NO_EVIDENCE, claims_of, entities_of
from claims.analysis.reading.language_model import forms_of, name_entities, parse, pieces, session
from claims.analysis.reading.quotations import quotations
from claims.analysis.types import Attribution, ExtractedClaim, Mode, Polarity
from claims.analysis.wordlists.cue_words import REPORTING
from sources.reading.text import Block, BlockKind

_Passage = tuple[Doc, tuple[int, int]]  # with its span of the text in characters


@dataclass(frozen=True, slots=True)
class SubmittedText:
    """A claim as a client submitted it."""

    text: str
    quote: str = ""
    claimant: str = ""
    cue: str = ""


def read_claim(text: str, *, quote: str = "", claimant: str = "", cue: str = "") -> ExtractedClaim:
    """Read one submitted claim; quote, claimant and cue given by the client override what is read."""
    return read_claims([SubmittedText(text, quote, claimant, cue)])[0]


def read_claims(submitted: Sequence[SubmittedText]) -> list[ExtractedClaim]:
    """Read many submitted claims, in order; three times as fast as one by one, as the model reads them in batches."""
    with session() as language:
        passages = [_passages(language, one.text) for one in submitted]
        reports = [_may_report(one.text, docs) for one, docs in zip(submitted, passages, strict=True)]
        for read, wanted in ((parse, True), (name_entities, False)):
            chosen = (docs for docs, may in zip(passages, reports, strict=True) if may is wanted)
            for _ in read(language, (passage for docs in chosen for passage in docs)):
                pass  # the documents are filled in place
        return [_read(*one) for one in zip(submitted, passages, reports, strict=True)]


def _passages(language: Language, text: str) -> list[_Passage]:
    return [(language.make_doc(text[start:end]), (start, end)) for start, end in pieces(text, 0, len(text))]


def _may_report(text: str, passages: Sequence[_Passage]) -> bool:
    """Whether the text holds a quotation, a cue or a statement of missing evidence, so that it needs a parse."""
    if NO_EVIDENCE.search(text) or quotations(text, [(0, len(text))]):
        return True
    forms = forms_of(REPORTING)
    return any(token.lower_ in forms for doc, _ in passages for token in doc)


def _read(submitted: SubmittedText, passages: Sequence[_Passage], may_report: bool) -> ExtractedClaim:
    """One claim over the whole text, with the attribution of its longest attributed part."""
    text, quote, claimant, cue = submitted.text, submitted.quote, submitted.claimant, submitted.cue
    claims = claims_of(text, [Block(0, len(text), BlockKind.BODY)], passages) if may_report else ()
    found = sorted(claims, key=lambda claim: claim.end - claim.start, reverse=True)
    first = next((claim for claim in found if claim.mode != Mode.NARRATOR), found[0] if found else None)
    name = claimant or (first.claimant if first else "")
    mode = first.mode if first else Mode.NARRATOR
    if mode == Mode.NARRATOR:
        entities = entities_of(entity for doc, _ in passages for entity in doc.ents)
    else:  # not those of the reporting words
        entities = tuple(dict.fromkeys(entity for claim in found for entity in claim.entities))[:MOST_ENTITIES]
    score, reasons = checkworthiness(text, entities)
    level = first.attribution if first else Attribution.NONE
    if quote:
        mode = Mode.DIRECT if len(quote) > 0.8 * len(text) else Mode.MIXED
    elif claimant and mode == Mode.NARRATOR:
        mode = Mode.INDIRECT
    if claimant:
        level = level_of_name(claimant)
    return ExtractedClaim(
        start=0,
        end=len(text),
        text=text,
        mode=mode,
        attribution=level,
        polarity=first.polarity if first else Polarity.ASSERTS,
        quote=quote or (first.quote if first else ""),
        claimant=name,
        claimant_words=claimant or (first.claimant_words if first else ""),
        claimant_start=None if claimant or not first else first.claimant_start,
        claimant_end=None if claimant or not first else first.claimant_end,
        cue=cue or (first.cue if first else ""),
        cue_start=None if cue or not first else first.cue_start,
        cue_end=None if cue or not first else first.cue_end,
        hedges=tuple(dict.fromkeys(match.group() for match in HEDGES.finditer(text))),
        entities=entities,
        checkworthiness=score,
        checkworthiness_reasons=reasons,
    )
