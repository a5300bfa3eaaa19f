"""From an article's text to its claims: layout, quotations, attributions, claimants, one ExtractedClaim each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from claims.analysis.attribution import Attribution as Found
from claims.analysis.attribution import attributions
from claims.analysis.checkworthiness import checkworthiness
from claims.analysis.claimants import Claimants, strength
from claims.analysis.cues import Sense
from claims.analysis.nlp import parse, pieces
from claims.analysis.quotations import Quotation, quotations
from claims.analysis.types import Attribution, Entity, ExtractedClaim, Mode, Polarity
from sources.text import Block, BlockKind, blocks

EXTRACTION_VERSION = "1"
_HEDGES = re.compile(
    r"(?i)\b(?:reportedly|allegedly|alleged|supposedly|apparently|possibly|probably|perhaps|may|might|could|"
    r"suspected|purportedly|likely|unlikely|seems?|appears?|believed to|thought to|about|around|nearly|roughly)\b"
)
_NO_COMMENT = re.compile(
    r"(?i)\b(?:request(?:s|ed)? for (?:a )?comment|declined to comment|could not be reached|refused to comment|"
    r"this came from|immediately (?:available|respond))\b"
)
_SENTENCE_IN_QUOTE = re.compile(r"(?<=[.!?…])[\"”’']?\s+(?=[A-Z“\"])")


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one text yields. `claims` are in text order; spans of headline and dateline are offsets or None."""

    claims: tuple[ExtractedClaim, ...]
    headline: str = ""
    dateline: str = ""
    byline: str = ""


@dataclass(frozen=True, slots=True)
class _Draft:
    start: int
    end: int
    found: Found | None
    doc: Doc
    offset: int
    quotation: Quotation | None = None


def extract(text: str, *, title: str = "") -> Extraction:
    """The claims of a normalised English text; any text gets an answer, a text without claims an empty one."""
    parts = blocks(text)
    body = [block for block in parts if block.kind is BlockKind.BODY and text[block.start : block.end] != title]
    claims = tuple(_claims(text, body))
    return Extraction(
        claims,
        headline=_first(text, parts, BlockKind.HEADLINE),
        dateline=_first(text, parts, BlockKind.DATELINE),
        byline=_first(text, parts, BlockKind.BYLINE),
    )


def read_claim(text: str, *, quote: str = "", claimant: str = "", cue: str = "") -> ExtractedClaim:
    """One claim that a client posted as it is; what the client says of it comes before what its words show."""
    found = sorted(extract(text).claims, key=lambda claim: claim.end - claim.start, reverse=True)
    first = next((claim for claim in found if claim.mode is not Mode.NARRATOR), found[0] if found else None)
    name = claimant or (first.claimant if first else "")
    entities = tuple(dict.fromkeys(entity for claim in found for entity in claim.entities))
    score, reasons = checkworthiness(text, entities)
    mode = first.mode if first else Mode.NARRATOR
    rung = first.attribution if first else Attribution.NONE
    if quote:
        mode = Mode.DIRECT if len(quote) > 0.8 * len(text) else Mode.MIXED
    elif claimant and mode is Mode.NARRATOR:
        mode = Mode.INDIRECT
    if claimant:
        rung = strength(claimant, claimant, False)
    return ExtractedClaim(
        start=0,
        end=len(text),
        text=text,
        mode=mode,
        attribution=rung,
        polarity=first.polarity if first else Polarity.ASSERTS,
        quote=quote or (first.quote if first else ""),
        claimant=name,
        claimant_words=claimant or (first.claimant_words if first else ""),
        claimant_start=None if claimant or not first else first.claimant_start,
        claimant_end=None if claimant or not first else first.claimant_end,
        cue=cue or (first.cue if first else ""),
        cue_start=None if cue or not first else first.cue_start,
        cue_end=None if cue or not first else first.cue_end,
        hedges=_hedges(text),
        entities=entities,
        checkworthiness=score,
        checkworthiness_reasons=reasons,
    )


def _first(text: str, parts: Sequence[Block], kind: BlockKind) -> str:
    return next((text[block.start : block.end] for block in parts if block.kind is kind), "")


def _claims(text: str, body: Sequence[Block]) -> Iterator[ExtractedClaim]:
    quotes = quotations(text, [(block.start, block.end) for block in body])
    spans = [piece for block in body for piece in pieces(text, block.start, block.end)]
    docs = list(parse((text[start:end], (start, end)) for start, end in spans))
    claimants = Claimants(_full_names(docs))
    position = 0
    for doc, (start, end) in docs:
        while position < len(quotes) and quotes[position].end <= start:
            position += 1
        inside = []
        for quote in quotes[position:]:
            if quote.start >= end:
                break
            inside.append(quote)
        drafts = sorted(_drafts(text, doc, start, inside), key=lambda draft: (draft.start, draft.end))
        last = -1
        for draft in drafts:
            if draft.start >= last or draft.found is not None:
                yield _claim(text, draft, claimants, inside)
            last = max(last, draft.end)


def _full_names(docs: Sequence[tuple[Doc, tuple[int, int]]]) -> dict[str, str]:
    full: dict[str, str] = {}
    for doc, _ in docs:
        for entity in doc.ents:
            if entity.label_ == "PERSON":
                name = re.sub(r"(?:'s|’s)$", "", entity.text).strip()
                last = name.split()[-1] if name.split() else ""
                if last and " " in name and last not in full:
                    full[last] = name
    return full


def _drafts(text: str, doc: Doc, offset: int, quotes: Sequence[Quotation]) -> Iterator[_Draft]:
    token_quotes = []
    for quote in quotes:
        span = doc.char_span(
            max(0, quote.start - offset), min(len(doc.text), quote.end - offset), alignment_mode="expand"
        )
        if span is not None:
            token_quotes.append((span.start, span.end))
    found = attributions(doc, token_quotes)
    used: set[Quotation] = set()
    covered: set[int] = set()
    for one in found:
        if one.sense is Sense.ATTITUDE and not one.vague:
            continue
        low = doc[min(span[0] for span in one.content)].idx + offset
        last = doc[max(span[1] for span in one.content) - 1]
        high = last.idx + len(last) + offset
        covered.update(
            range(min(one.cue[0], *(s for s, _ in one.content)), max(one.cue[1], *(e for _, e in one.content)))
        )
        touching = [quote for quote in quotes if quote.start < high and low < quote.end and quote not in used]
        whole = [quote for quote in touching if _mostly(low, high, quote, text)]
        if whole:
            for quote in whole:
                used.add(quote)
                yield from _quoted(text, quote, one, doc, offset)
            continue
        used.update(quote for quote in touching if quote.start >= low - 1)
        low, high = _tidy(text, low, high)
        if high - low > 2:
            yield _Draft(low, high, one, doc, offset)
    for quote in quotes:
        if quote not in used and quote.inner_end - quote.inner_start > 25:
            carrier = _carrier(found, doc, offset, quote)
            if carrier is not None:
                yield from _quoted(text, quote, carrier, doc, offset)
                used.add(quote)
    taken = [(quote.start, quote.end) for quote in used]
    for sentence in doc.sents:
        low, high = sentence.start_char + offset, sentence.end_char + offset
        if any(start < high and low < end and (end - start) > 0.5 * (high - low) for start, end in taken):
            continue
        if _narrated(sentence, found, covered):
            low, high = _tidy(text, low, high)
            if high - low > 15 and not _NO_COMMENT.search(text[low:high]):
                yield _Draft(low, high, None, doc, offset)


def _mostly(low: int, high: int, quote: Quotation, text: str) -> bool:
    outside = text[low : max(low, quote.start)] + text[min(high, quote.end) : high]
    return len(re.sub(r"\W|\b(?:that|to)\b", "", outside)) < 6 and quote.inner_end - quote.inner_start > 10


def _quoted(text: str, quote: Quotation, one: Found, doc: Doc, offset: int) -> Iterator[_Draft]:
    """One draft for each sentence between the marks."""
    start, end = max(quote.inner_start, offset), quote.inner_end
    cuts = [start, *(match.end() for match in _SENTENCE_IN_QUOTE.finditer(text, start, end)), end]
    for low, high in zip(cuts, cuts[1:], strict=False):
        low, high = _tidy(text, low, high)
        if high - low > 8:
            yield _Draft(low, high, one, doc, offset, quote)


def _carrier(found: Sequence[Found], doc: Doc, offset: int, quote: Quotation) -> Found | None:
    """The attribution a quotation without a clause of its own goes on from: the last before, else the next."""
    before = [one for one in found if doc[one.cue[0]].idx + offset < quote.start]
    return before[-1] if before else found[0] if found else None


def _narrated(sentence: Tokens, found: Sequence[Found], covered: set[int]) -> bool:
    """Whether the outlet itself asserts something in the sentence beside what it attributes."""
    root = sentence.root
    if root.pos_ not in ("VERB", "AUX") or not any(t.dep_.startswith(("nsubj", "expl")) for t in root.children):
        return False
    if any(one.cue[0] <= root.i < one.cue[1] and one.sense is not Sense.ATTITUDE for one in found):
        return False
    return root.i not in covered


def _tidy(text: str, low: int, high: int) -> tuple[int, int]:
    while low < high and text[low] in " \n,;:–—-":
        low += 1
    while high > low and text[high - 1] in " \n,;:–—-":
        high -= 1
    lead = re.match(r"that\s+", text[low:high][:12])
    if lead:
        low += lead.end()
    return low, high


def _hedges(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.group() for match in _HEDGES.finditer(text)))


def _claim(text: str, draft: _Draft, claimants: Claimants, quotes: Sequence[Quotation]) -> ExtractedClaim:
    one, doc, offset = draft.found, draft.doc, draft.offset
    words = text[draft.start : draft.end]
    entities = tuple(
        dict.fromkeys(
            Entity(entity.text, entity.label_)
            for entity in doc.ents
            if entity.start_char + offset >= draft.start and entity.end_char + offset <= draft.end
        )
    )
    score, reasons = checkworthiness(words, entities)
    parts = [q for q in quotes if q.start < draft.end and draft.start < q.end]
    quoted = " … ".join(
        text[max(q.inner_start, draft.start) : min(q.inner_end, draft.end)].strip() for q in parts
    ).strip()
    if one is None:
        return ExtractedClaim(
            draft.start,
            draft.end,
            words,
            Mode.NARRATOR,
            Attribution.NONE,
            Polarity.ASSERTS,
            quote=quoted,
            hedges=_hedges(words),
            entities=entities,
            checkworthiness=score,
            checkworthiness_reasons=reasons,
        )
    if draft.quotation is not None:
        mode, quoted = Mode.DIRECT, words
    else:
        mode = Mode.MIXED if quoted else Mode.INDIRECT
    name = claimants.resolve(doc, one.source)
    source_words, source_at = _slice(doc, offset, one.source)
    cue_words, cue_at = _slice(doc, offset, one.cue)
    named = bool(
        one.source
        and any(e.label_ in ("PERSON", "ORG", "GPE", "NORP") for e in doc[one.source[0] : one.source[1]].ents)
    )
    denies = (one.sense is Sense.DENY) != one.negated
    return ExtractedClaim(
        draft.start,
        draft.end,
        words,
        mode,
        Attribution.VAGUE if one.vague and not name else strength(source_words, name, named or name != source_words),
        Polarity.DENIES if denies else Polarity.ASSERTS,
        quote=quoted,
        claimant=name,
        claimant_words=source_words,
        claimant_start=source_at[0],
        claimant_end=source_at[1],
        cue=cue_words,
        cue_start=cue_at[0],
        cue_end=cue_at[1],
        hedges=_hedges(words),
        entities=entities,
        checkworthiness=score,
        checkworthiness_reasons=reasons,
    )


def _slice(doc: Doc, offset: int, span: tuple[int, int] | None) -> tuple[str, tuple[int | None, int | None]]:
    if span is None:
        return "", (None, None)
    part = doc[span[0] : span[1]]
    return part.text, (part.start_char + offset, part.end_char + offset)
