"""From an article's text to its claims: layout, quotations, attributions, claimants, one ExtractedClaim each."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from spacy.tokens import Doc, Span

from claims.analysis.bounds import ENTITY_CHARACTERS, MOST_ENTITIES
from claims.analysis.reading.anaphora import end_of, is_anaphoric
from claims.analysis.reading.attribution import AttributionRelation, attributions
from claims.analysis.reading.checkworthiness import checkworthiness
from claims.analysis.reading.claimants import Claimants
from claims.analysis.reading.cues import HEDGES, sense_of
from claims.analysis.reading.drafts import Draft, drafts
from claims.analysis.reading.interviews import Interview
from claims.analysis.reading.language_model import parse, pieces, session
from claims.analysis.reading.parsed import Parsed, parsed
from claims.analysis.reading.quotations import Quotation, quotations
from claims.analysis.types import Attribution, Entity, ExtractedClaim, Mode, Polarity
from claims.analysis.wordlists.cue_words import Sense
from sources.reading.text import Block, BlockKind, blocks

EXTRACTION_VERSION = "7"
MAX_CLAIMS = 2_000  # of one article; the longest articles people write hold a few hundred
# Characters whose names are known before their first claim is read: the whole of nearly every article. A longer text
# is parsed and read part by part, so that neither time nor memory is spent on what the limit leaves out.
_READ_AHEAD = 50_000
_LOWEST_SCORE = -2.0  # log-odds; below CUE_THRESHOLD only verbs of known sense count
_SHORTEST_CLAIM = 8  # characters
_CUE_TO_COLON = 6  # tokens: "told reporters on Monday:"
_MARKS = ' ,"“”„«»`\n'
_RIM = " \n,;:–—-"
NO_EVIDENCE = re.compile(
    r"(?i)there(?: is|['’]s| was| has been) (?:absolutely |simply )?no (?:evidence|proof|truth|basis)\b"
)
_THAT = re.compile(r"that[ \n]+(?=\w)")


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one text yields. `claims` are in text order, and no two of them have one span.

    `unread` counts the characters of running text behind the last claim when the limit ended the reading; else 0.
    """

    claims: tuple[ExtractedClaim, ...]
    unread: int = 0


def extract(text: str, *, title: str = "", limit: int = MAX_CLAIMS) -> Extraction:
    """The first `limit` claims of a normalised English text; a text without claims gets an empty answer.

    What stands behind the last claim is neither parsed nor read, but for the part of _READ_AHEAD it lies in.
    """
    body = [block for block in blocks(text) if block.kind == BlockKind.BODY and text[block.start : block.end] != title]
    spans = _passages(text, body)
    with session() as language:
        docs = parse(language, ((text[start:end], (start, end)) for start, end in spans))
        claims = tuple(_scored(claim) for claim in islice(claims_of(text, body, docs), limit))
    return Extraction(
        claims,
        unread=_behind(text, spans, max((claim.end for claim in claims), default=0)) if len(claims) >= limit else 0,
    )


def _behind(text: str, spans: Sequence[tuple[int, int]], position: int) -> int:
    """Number of characters of the passages after a position, without passages that hold no letter or digit."""
    rest = (text[max(start, position) : end].strip() for start, end in spans if end > position)
    return sum(len(words) for words in rest if any(map(str.isalnum, words)))


def _passages(text: str, body: Sequence[Block]) -> list[tuple[int, int]]:
    return [piece for block in body for piece in pieces(text, block.start, block.end)]


def _scored(claim: ExtractedClaim) -> ExtractedClaim:
    score, reasons = checkworthiness(claim.text, claim.entities)
    return replace(claim, checkworthiness=score, checkworthiness_reasons=reasons)


def claims_of(
    text: str, body: Sequence[Block], docs: Iterable[tuple[Doc, tuple[int, int]]]
) -> Iterator[ExtractedClaim]:
    """The claims of parsed passages in text order, one a span; each document comes with its span in characters.

    The documents are taken as they are needed, _READ_AHEAD characters at a time. How far a claim can be checked is
    not scored here.
    """
    quotes = quotations(text, [(block.start, block.end) for block in body])
    claimants = Claimants()
    position = 0
    speaker: ExtractedClaim | None = None  # of the last quotation, while the next passage may go on with it
    announced: ExtractedClaim | None = None  # whose words the passage before announces: "The bishop wrote:"
    interview = Interview()
    before = ""  # content of the passage before, as context of anaphoric claims
    for doc, (start, end) in _learnt(claimants, docs):
        while position < len(quotes) and quotes[position].end <= start:
            position += 1
        p = parsed(doc, _token_quotes(doc, start, end, quotes, position))
        claimants.enter(doc, p)
        found: list[ExtractedClaim] = []
        told = attributions(p, threshold=_LOWEST_SCORE)
        stretches = drafts(p, told)
        introduced = announced if announced and _is_plain(p, stretches) else None
        going_on = speaker or interview.speaker(p)
        for draft in stretches:
            claim = _claim(text, doc, p, start, draft, claimants, going_on)
            if claim is not None and introduced is not None:
                claim = _continued(replace(claim, quote=claim.text), introduced)
            if claim is not None:
                if is_anaphoric(p, draft):
                    claim = replace(claim, context=_context(text, doc, p, start, draft) or end_of(before))
                found.append(claim)
        found = _one_a_span(found)
        announced = _announced(text, doc, p, start, told, claimants)
        if announced is not None:  # "The bishop wrote:" is the frame of what follows
            found = [claim for claim in found if claim.end < start + len(doc.text.rstrip(" :\n"))]
        yield from found
        interview.enter(p, found)
        speaker = announced or next((one for one in reversed(found) if one.mode == Mode.DIRECT and one.claimant), None)
        # What is denied is what somebody is reported to say, where the passage reports anybody.
        reported = [claim.text.rstrip(".") + "." for claim in found if claim.mode != Mode.NARRATOR]
        before = " ".join(reported) or text[start:end].strip()


def _is_plain(p: Parsed, stretches: Sequence[Draft]) -> bool:
    """Whether a passage neither quotes nor reports: it may be speech that the passage before announces."""
    return not p.quotes and all(draft.attribution is None for draft in stretches)


def _announced(
    text: str, doc: Doc, p: Parsed, offset: int, told: Sequence[AttributionRelation], claimants: Claimants
) -> ExtractedClaim | None:
    """The speaker of the next passage when this one ends in "The bishop wrote:", as a claim without text; else None."""
    last = len(p) - 1
    while last > 0 and p.pos[last] == "SPACE":
        last -= 1
    if last < 0 or p.words[last] != ":":
        return None
    for one in reversed(told):
        follows = any(span[1] > one.cue[1] for span in one.content) or last - one.cue[1] > _CUE_TO_COLON
        if one.source is None or follows or sense_of(p, one, known=True) != Sense.SAY:
            continue
        empty = ExtractedClaim(0, 0, "", Mode.DIRECT, Attribution.NONE, Polarity.ASSERTS)
        return _by(text, doc, p, offset, one, empty, claimants)
    return None


def _learnt(claimants: Claimants, docs: Iterable[tuple[Doc, tuple[int, int]]]) -> Iterator[tuple[Doc, tuple[int, int]]]:
    """Yields the documents, each after the names within the next _READ_AHEAD characters have been learnt."""
    part: list[tuple[Doc, tuple[int, int]]] = []
    characters = 0
    for doc, (start, end) in docs:
        claimants.learn(doc)
        part.append((doc, (start, end)))
        characters += end - start
        if characters >= _READ_AHEAD:
            yield from part
            part, characters = [], 0
    yield from part


def _one_a_span(claims: Iterable[ExtractedClaim]) -> list[ExtractedClaim]:
    """The claims of a passage in text order; of several with one span the outermost attribution.

    "The ministry denied that it ordered the cut" is a denial, and an order only inside of it: whoever speaks from
    outside the span comes before whoever speaks inside, and both before the outlet itself.
    """

    def outside(claim: ExtractedClaim) -> int:
        if claim.cue_start is None or claim.cue_end is None:
            return 0
        return 1 if claim.start <= claim.cue_start < claim.end else 2

    best: dict[tuple[int, int], ExtractedClaim] = {}
    for claim in claims:
        other = best.setdefault((claim.start, claim.end), claim)
        if outside(claim) > outside(other):
            best[claim.start, claim.end] = claim
    return [best[span] for span in sorted(best)]


def _token_quotes(doc: Doc, start: int, end: int, quotes: Sequence[Quotation], position: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for index in range(position, len(quotes)):
        quote = quotes[index]
        if quote.start >= end:
            break
        span = doc.char_span(max(0, quote.start - start), min(end - start, quote.end - start), alignment_mode="expand")
        if span is not None and (not found or span.start >= found[-1][1]):
            found.append((span.start, span.end))
    return found


def _claim(
    text: str,
    doc: Doc,
    p: Parsed,
    offset: int,
    draft: Draft,
    claimants: Claimants,
    speaker: ExtractedClaim | None,
) -> ExtractedClaim | None:
    """The claim of a draft with its claimant; None when it is too short. `offset` is where the passage begins.

    `speaker` is the last speaker of the passage before, who goes on in a quotation that names nobody.
    """
    claim = _without_claimant(text, doc, p, offset, draft)
    if claim is None:
        return None
    one = draft.attribution
    if one is None and draft.quote < 0:
        return claim
    if one is None:
        return _continued(claim, speaker)
    claim = replace(
        claim,
        mode=_mode(p, draft, claim.quote),
        polarity=_turned(claim.polarity) if _denies(draft) else claim.polarity,
    )
    return _by(text, doc, p, offset, one, claim, claimants)


def _without_claimant(text: str, doc: Doc, p: Parsed, offset: int, draft: Draft) -> ExtractedClaim | None:
    """The claim of a draft as if the outlet said it in its own voice; None when it is too short."""
    start, end = _tidy(text, *_characters(doc, offset, draft.span))
    if end - start < _SHORTEST_CLAIM:
        return None
    words = text[start:end]
    inside = (one for one in doc.ents if one.start_char + offset >= start and one.end_char + offset <= end)
    return ExtractedClaim(
        start=start,
        end=end,
        text=words,
        mode=Mode.NARRATOR,
        attribution=Attribution.NONE,
        polarity=Polarity.DENIES if NO_EVIDENCE.match(words) else Polarity.ASSERTS,
        quote=_quoted_words(p, doc, text, offset, draft),
        hedges=tuple(dict.fromkeys(match.group() for match in HEDGES.finditer(words))),
        entities=entities_of(inside),
    )


def _by(
    text: str, doc: Doc, p: Parsed, offset: int, one: AttributionRelation, claim: ExtractedClaim, claimants: Claimants
) -> ExtractedClaim:
    """The claim with its claimant, attribution level and cue."""
    party = claimants.resolve(p, doc, one)
    cue_start, cue_end = _characters(doc, offset, one.cue)
    if one.source is not None and one.source[0] == one.cue[0]:
        cue_end = cue_start + 1  # a dash that is written on to the name
    cue_words = text[cue_start:cue_end]
    claim = replace(
        claim,
        attribution=party.attribution,
        claimant=party.name,
        cue=cue_words,
        cue_start=cue_start,
        cue_end=cue_end,
        hedges=tuple(dict.fromkeys((*claim.hedges, *(match.group() for match in HEDGES.finditer(cue_words))))),
    )
    if one.source is None:
        return claim
    source_start, source_end = _characters(doc, offset, one.source)
    source_start = cue_end if source_start == cue_start else source_start
    return replace(
        claim,
        claimant_words=text[source_start:source_end],
        claimant_start=source_start,
        claimant_end=source_end,
    )


def entities_of(spans: Iterable[Span]) -> tuple[Entity, ...]:
    """Each entity once, in the order given: MOST_ENTITIES at most, without those that are too long for a name."""
    names = (Entity(span.text, span.label_) for span in spans if len(span.text) <= ENTITY_CHARACTERS)
    return tuple(dict.fromkeys(names))[:MOST_ENTITIES]


def _denies(draft: Draft) -> bool:
    """Whether the claimant denies the words of the claim. "Did not blame the driver" is kept whole with its "not"."""
    if draft.sense == Sense.DENY:
        return not draft.negated
    inside = draft.attribution is not None and draft.span[0] <= draft.attribution.head < draft.span[1]
    return draft.negated and not inside


def _turned(polarity: Polarity) -> Polarity:
    """The opposite polarity: "denied that there was no evidence" asserts."""
    return Polarity.ASSERTS if polarity == Polarity.DENIES else Polarity.DENIES


def _context(text: str, doc: Doc, p: Parsed, offset: int, draft: Draft) -> str:
    """The sentence before a draft in its passage; "" when it begins the passage."""
    number = p.sentence[draft.span[0]]
    if not number:
        return ""
    start, end = _characters(doc, offset, p.sentences[number - 1])
    return end_of(text[start:end].strip())


def _mode(p: Parsed, draft: Draft, quoted: str) -> Mode:
    if draft.quote >= 0:
        return Mode.DIRECT
    if draft.attribution is not None and p.pos[draft.attribution.head] == "ADV":
        return Mode.NARRATOR  # "reportedly": the outlet's own voice, hedged
    return Mode.MIXED if quoted else Mode.INDIRECT


def _continued(claim: ExtractedClaim, speaker: ExtractedClaim | None) -> ExtractedClaim:
    """The claim as a quotation of `speaker`, the last speaker of the passage before; of level vague without one."""
    if speaker is None:
        return replace(claim, mode=Mode.DIRECT, attribution=Attribution.VAGUE)
    return replace(
        claim,
        mode=Mode.DIRECT,
        attribution=speaker.attribution,
        claimant=speaker.claimant,
        claimant_words=speaker.claimant_words,
        claimant_start=speaker.claimant_start,
        claimant_end=speaker.claimant_end,
        cue=speaker.cue,
        cue_start=speaker.cue_start,
        cue_end=speaker.cue_end,
    )


def _characters(doc: Doc, offset: int, span: tuple[int, int]) -> tuple[int, int]:
    last = doc[span[1] - 1]
    return doc[span[0]].idx + offset, last.idx + len(last) + offset


def _quoted_words(p: Parsed, doc: Doc, text: str, offset: int, draft: Draft) -> str:
    if draft.quote >= 0:
        start, end = _characters(doc, offset, draft.span)
        return text[start:end].strip(_MARKS)
    parts = []
    for low, high in p.quotes:
        low, high = max(low, draft.span[0]), min(high, draft.span[1])
        if low < high:
            start, end = _characters(doc, offset, (low, high))
            parts.append(text[start:end].strip(_MARKS))
    return " … ".join(part for part in parts if part)


def _tidy(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without punctuation at both ends and without an opening "that"."""
    while start < end and text[start] in _RIM:
        start += 1
    while end > start and text[end - 1] in _RIM:
        end -= 1
    opening = _THAT.match(text, start, end)
    if opening:
        start = opening.end()
    return start, end
