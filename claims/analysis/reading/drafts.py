"""Drafts: the spans of a parsed passage that assert something, with their attribution, before claimants are resolved.

A quotation or a clause that is reported stands for itself ("the loss was 3 million"); an act of speech that has no
clause of its own is kept whole, with who does it ("Beijing denies the allegations"). What the outlet adds in its
own voice is what is left of a sentence when the reported parts are taken out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claims.analysis.reading.attribution import CUE_THRESHOLD, AttributionRelation, is_hearsay
from claims.analysis.reading.cues import ANONYMITY, NO_STATEMENT, sense_of, states_evidence_missing
from claims.analysis.reading.parsed import Parsed, Span
from claims.analysis.reading.silence import silence
from claims.analysis.wordlists.cue_words import WORDS, Sense, sense_of_lemma
from sources.reading.furniture import is_correction

_SHORTEST = 3  # words of an attributed stretch worth a claim
_SHORTEST_OWN = 5  # words of a stretch in the outlet's own voice
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "expl", "csubj"))
_COMPLEMENTS = frozenset(("dobj", "dative", "oprd", "xcomp", "ccomp", "acomp", "attr", "pobj"))
_COUNTED = frozenset(("nsubj", "nsubjpass", "dobj", "attr"))
_NOBODY = frozenset(("nobody", "none", "one"))  # "no one was hurt"
_RELATIVE = frozenset(("WP", "WDT", "WP$", "WRB"))
_SUBORDINATE = WORDS["subordinating"]
_DENIED = frozenset(("it", "this", "these", "those", "them"))  # "denied it": a denial of what stood before
_SENTENCE_END = frozenset((".", "!", "?", "…", "..."))


@dataclass(frozen=True, slots=True)
class Draft:
    """A stretch of tokens that asserts something; `attribution` is None in the outlet's own voice."""

    span: Span
    attribution: AttributionRelation | None = None
    sense: Sense | None = None
    quote: int = -1  # number of the quotation whose words these are, when they are nothing else
    negated: bool = False


def drafts(p: Parsed, found: Sequence[AttributionRelation]) -> list[Draft]:
    """The drafts of a passage in text order."""
    quiet = silence(p)
    mute = list(quiet.tokens)
    for start, end in p.sentences:
        if is_correction(" ".join(p.words[start:end])):
            mute[start:end] = [True] * (end - start)  # what the outlet no longer says is no claim either
    told = [one for one in found if not mute[one.head] and quiet.verbs.isdisjoint(range(*one.cue))]
    spoken = [_up_to_silence(p, draft, mute) for draft in _spoken(p, told)]
    out = list(spoken)
    out.extend(_follow_ups(p, spoken))
    out.extend(_own_voice(p, out, mute))
    return sorted(_distinct(out), key=lambda draft: draft.span)


def _up_to_silence(p: Parsed, draft: Draft, mute: Sequence[bool]) -> Draft:
    """The draft cut before silence ("promised four boats but did not say when"); a short one with its cue."""
    start, end = draft.span
    while end > start and (mute[end - 1] or (end < draft.span[1] and p.pos[end - 1] in ("CCONJ", "PUNCT"))):
        end -= 1
    if start < end < draft.span[1] and end - start < _SHORTEST and draft.attribution is not None:
        start = min(start, draft.attribution.cue[0], draft.attribution.source[0] if draft.attribution.source else start)
    return replace(draft, span=(start, end)) if end - start >= _SHORTEST else draft


def _spoken(p: Parsed, found: Sequence[AttributionRelation]) -> Iterator[Draft]:
    used: set[int] = set()
    cues = {one.head for one in found if sense_of(p, one) is not None}
    for one in sorted(found, key=lambda each: (sense_of(p, each, known=True) is None, -each.score)):
        sense = sense_of(p, one)
        if sense is None or not one.content or p.quote[one.head] >= 0 or _without_statement(p, one.head):
            continue
        if one.score < CUE_THRESHOLD and not _certain(p, one):
            continue
        negated = any(p.dep[child] == "neg" for child in p.children[one.head]) or states_evidence_missing(p, one)
        quoted = [number for span in one.content for number in _quotes_of(p, span)]
        whole = [number for number in quoted if number not in used]
        if quoted and not whole:
            continue
        for number in whole:
            used.add(number)
            for span in _quoted_sentences(p, number):
                yield Draft(span, one, sense, number, negated)
        rest = [span for span in one.content if not _quotes_of(p, span) and not _empty(p, span, sense)]
        if not rest:
            continue
        if len(rest) == 2 and not all(_clausal(p, span, Sense.SAY) for span in rest):
            rest = [(rest[0][0], rest[1][1])]  # one clause around its reporting words
        for span in rest:
            if whole and not _clausal(p, span, Sense.SAY):
                continue  # "said on the day of the blast"
            if not whole and not _clausal(p, span, sense):
                span = _framed(p, one, rest, cues)
            if _words(p, span) >= _SHORTEST and not ANONYMITY.search(" ".join(p.words[slice(*span)])):
                yield Draft(span, one, sense, -1, negated)


def _certain(p: Parsed, one: AttributionRelation) -> bool:
    """Whether rules confirm an attribution whose score is below CUE_THRESHOLD."""
    if is_hearsay(p, one.head):
        return True
    return one.source is not None and sense_of(p, one, known=True) not in (None, Sense.BELIEVE)


def _without_statement(p: Parsed, head: int) -> bool:
    start, end = p.sentences[p.sentence[head]]
    if p.words[end - 1] == "?" and p.quote[end - 1] < 0:
        return True  # a question
    return bool(NO_STATEMENT.search(" ".join(p.words[start:end])))


def _empty(p: Parsed, span: Span, sense: Sense) -> bool:
    if sense == Sense.DENY and p.lower[span[0]] in _DENIED:
        return False
    return span[1] - span[0] == 1 and p.pos[span[0]] in ("PRON", "SCONJ", "DET", "ADP", "PUNCT")


def _quotes_of(p: Parsed, span: Span) -> list[int]:
    """The quotations that a stretch consists of, apart from a word or two."""
    numbers = sorted({p.quote[index] for index in range(*span) if p.quote[index] >= 0})
    outside = sum(
        1
        for index in range(*span)
        if p.quote[index] < 0 and p.words[index][:1].isalnum() and p.lower[index] not in ("that", "and")
    )
    least = _SHORTEST if len(numbers) == 1 and _begins_sentence(p, p.quotes[numbers[0]]) else 4
    long_enough = [n for n in numbers if _words(p, p.quotes[n]) >= least]
    return long_enough if long_enough and outside == 0 else []


def _begins_sentence(p: Parsed, quotation: Span) -> bool:
    """Whether a quotation opens its sentence with a capital and is said with a comma: "“Neither is true,” added"."""
    first = next((k for k in range(*quotation) if p.words[k][:1].isalnum()), quotation[0])
    last = next((k for k in range(quotation[1] - 1, first, -1) if p.words[k] not in _MARKS - {","}), first)
    return p.words[first][:1].isupper() and p.words[last] in (",", ".", "!", "?")


def _quoted_sentences(p: Parsed, number: int) -> Iterator[Span]:
    """The sentences between the marks of a quotation, also where the parser saw no end: "…" before a capital."""
    start, end = p.quotes[number]
    begin = start
    for index in range(start, end):
        last = index == end - 1
        ends = p.words[index] in _SENTENCE_END or p.words[index].endswith("…")
        opens_next = not last and (p.words[index + 1][:1].isupper() or p.words[index + 1] in "“\"'‘")
        if last or (ends and opens_next and index > begin):
            span = _inside_marks(p, (begin, index + 1))
            if _words(p, span) >= _SHORTEST:
                yield span
            begin = index + 1


def _inside_marks(p: Parsed, span: Span) -> Span:
    start, end = span
    while start < end and p.words[start] in _MARKS:
        start += 1
    while end > start and p.words[end - 1] in _MARKS:
        end -= 1
    return start, end


_MARKS = frozenset(("“", "”", '"', "„", "«", "»", "‘", "’", "'", "``", "''", ",", ";", " "))


def _clausal(p: Parsed, span: Span, sense: Sense) -> bool:
    """Whether a stretch is a statement of its own: a finite verb with its subject, or a clause with "that"."""
    if p.lower[span[0]] == "that" and p.tag[span[0]] == "IN":
        return True
    if sense in (Sense.ASK, Sense.DENY, Sense.ACCUSE, Sense.DESCRIBE):
        return False
    return any(
        p.tag[index] in _FINITE or p.pos[index] == "AUX" or p.tag[index] == "VBN"
        for index in range(*span)
        if any(
            p.dep[child] in _SUBJECTS and span[0] <= child < span[1]
            for child in (*p.children[index], *p.children[p.head[index]])
        )
    )


def _framed(p: Parsed, one: AttributionRelation, contents: Sequence[Span], cues: set[int]) -> Span:
    """The span of an act of speech with its source and all complements."""
    parts = [*contents, one.cue]
    source = one.source
    if source is not None and p.sentence[source[0]] == p.sentence[one.head]:
        between = range(min(source[1], one.cue[1]), max(source[0], one.cue[0]))
        shared = p.dep[one.head] == "conj" and p.pos[p.head[one.head]] == "VERB" and p.head[one.head] in between
        if not shared and not any(index in cues for index in between):
            parts.append(source)
    for child in (child for token in range(*one.cue) for child in p.children[token]):
        if child > one.head and p.dep[child] in _COMPLEMENTS and p.left[child] <= max(part[1] for part in parts) + 1:
            parts.append((p.left[child], p.right[child] + 1))
    start, end = min(part[0] for part in parts), max(part[1] for part in parts)
    return start, end


def _follow_ups(p: Parsed, spoken: Sequence[Draft]) -> Iterator[Draft]:
    """Quotations without a reporting clause: attributed to the speaker of the quotation before.

    Where the passage names no speaker, `attribution` is None: an earlier passage names the speaker, or none does.
    """
    used = {draft.quote for draft in spoken}
    for number, (start, end) in enumerate(p.quotes):
        if number in used or _words(p, (start, end)) < 4 or not _stands_alone(p, start, end):
            continue
        if any(draft.span[0] <= start and end <= draft.span[1] for draft in spoken):
            continue
        speaking = [
            (draft.attribution.cue[0], draft)
            for draft in spoken
            if draft.attribution is not None and draft.sense == Sense.SAY
        ]
        before = [pair for pair in speaking if pair[0] < start]
        carrier = max(before, key=lambda pair: pair[0])[1] if before else speaking[0][1] if speaking else None
        for span in _quoted_sentences(p, number):
            yield replace(carrier, span=span, quote=number) if carrier else Draft(span, quote=number)


def _stands_alone(p: Parsed, start: int, end: int) -> bool:
    """Whether a quotation is a sentence of its own: it begins one, with a capital."""
    first = next((index for index in range(start, end) if p.words[index][:1].isalnum()), start)
    before = p.words[start - 1] if start else "."
    return p.words[first][:1].isupper() and (before in _SENTENCE_END or before in (",", ":", "”", '"') or not start)


def _own_voice(p: Parsed, attributed: Sequence[Draft], mute: Sequence[bool]) -> Iterator[Draft]:
    """Drafts in the outlet's own voice, outside of attributions; `mute` marks tokens that assert nothing."""
    covered = list(mute)
    for draft in attributed:
        spans = [draft.span]
        if draft.attribution is not None:
            spans += [*draft.attribution.content, draft.attribution.cue]
            if draft.attribution.source is not None:
                spans.append(_without_clause(p, draft.attribution.source))
        for index in (index for span in spans for index in range(*span)):
            covered[index] = True
    sources = {
        draft.attribution.source for draft in attributed if draft.attribution is not None and draft.attribution.source
    }
    for start, end in p.sentences:
        words = " ".join(p.words[start:end])
        if NO_STATEMENT.search(words):
            continue
        if not any(covered[start:end]):
            for part in _coordinated(p, (start, end)):
                if _asserts(p, part):
                    yield Draft(_inside_marks(p, part))
            continue
        for low, high in _gaps(covered, start, end):
            low, high = _trimmed(p, low, high)
            if low >= high or ANONYMITY.search(" ".join(p.words[low:high])):
                continue
            if p.lower[low] in _SUBORDINATE and high - low < 10:
                continue
            subject = next((source[0] for source in sources if source[1] == low and p.tag[low] in _FINITE), None)
            if subject is not None and _words(p, (subject, high)) >= _SHORTEST_OWN and p.pos[low] == "VERB":
                yield Draft((subject, high))  # "Eldin cancelled a trip and said ..."
            elif _asserts(p, (low, high)) and not _tells_who(p, low, high, sources):
                yield Draft((_own_start(p, low, high, start), high))


def _tells_who(p: Parsed, low: int, high: int, sources: set[Span]) -> bool:
    """Whether a stretch is a speaker's relative clause: "Emil Sandor, who has worked there for nine years"."""
    opens = next((index for index in range(low, min(low + 3, high)) if p.tag[index] in _RELATIVE), -1)
    clause = next((k for k in range(opens, high) if p.dep[k] == "relcl"), -1) if opens >= 0 else -1
    if clause < 0 or high > p.right[clause] + 2 or sense_of_lemma(p.lemma[clause]) is not None:
        return False  # "which says that demand had never been higher" tells something
    return any(start <= p.head[clause] < end for start, end in sources)


def _coordinated(p: Parsed, span: Span) -> Iterator[Span]:
    """The statements of a sentence that are joined by "and" or "but", where each has a subject of its own."""
    start, end = span
    cuts = [
        p.left[index]
        for index in range(start, end)
        if p.dep[index] == "conj"
        and p.pos[index] in ("VERB", "AUX")
        and p.head[p.head[index]] == p.head[index]
        and any(p.dep[child] in _SUBJECTS and child < index for child in p.children[index])
    ]
    begin = start
    for cut in [*sorted(cuts), end]:
        low, high = _trimmed(p, begin, cut) if cut < end else (begin, cut)
        if cut < end and (_words(p, (low, high)) < _SHORTEST_OWN or _words(p, (cut, end)) < _SHORTEST_OWN):
            continue
        yield low, high
        begin = cut


def _without_clause(p: Parsed, source: Span) -> Span:
    """A source without the relative clause that tells something of it: "Kraft, who has led the inquiry"."""
    for index in range(source[0] + 1, source[1]):
        if p.tag[index] in _RELATIVE and source[1] - index >= _SHORTEST_OWN:
            return source[0], index
    return source


def _gaps(covered: Sequence[bool], start: int, end: int) -> Iterator[Span]:
    low = start
    while low < end:
        if covered[low]:
            low += 1
            continue
        high = low
        while high < end and not covered[high]:
            high += 1
        yield low, high
        low = high


def _trimmed(p: Parsed, low: int, high: int) -> Span:
    while low < high and (p.pos[low] in ("PUNCT", "SPACE", "CCONJ") or p.quote[low] >= 0):
        low += 1
    while high > low and (p.pos[high - 1] in ("PUNCT", "SPACE", "CCONJ", "SCONJ") or p.quote[high - 1] >= 0):
        high -= 1
    return low, high


def _own_start(p: Parsed, low: int, high: int, sentence_start: int) -> int:
    """First token of the assertion: the noun of a relative clause, or the token after a verb without its subject."""
    if p.tag[low] in _RELATIVE:
        clause = next((index for index in range(low, min(low + 6, high)) if p.dep[index] == "relcl"), low)
        noun = p.head[clause]
        return max(sentence_start, p.left[noun]) if noun < low and p.quote[noun] < 0 else low
    if p.tag[low] in _FINITE or p.pos[low] == "ADV":
        clauses = [
            p.left[index]
            for index in range(low, high)
            if p.tag[index][:2] == "VB" and any(p.dep[c] in _SUBJECTS and low <= c < high for c in p.children[index])
        ]
        start = min((edge for edge in clauses if edge >= low), default=low)
        while start > low and start < high and p.lower[start] in _SUBORDINATE:
            start += 1
        return start
    return low


def _asserts(p: Parsed, span: Span) -> bool:
    """Whether a stretch holds a finite verb with a subject and enough words; questions assert nothing."""
    if _words(p, span) < _shortest_own(p, span) or p.words[span[1] - 1] == "?" or _is_instruction(p, span):
        return False
    for index in range(*span):
        # The tagger takes some past tenses for participles: "The harbour reopened."
        finite = p.tag[index] in _FINITE or (p.tag[index] == "VBN" and p.dep[index] == "ROOT")
        if not finite or p.quote[index] >= 0:
            continue
        verb = index if p.dep[index] not in ("aux", "auxpass") else p.head[index]
        # The parser hangs some subjects on the auxiliary: "The mine remains shut."
        near = (*p.children[verb], *p.children[index])
        if any(p.dep[child] in _SUBJECTS and span[0] <= child < span[1] for child in near):
            return True
        if p.dep[verb] == "conj" and span[0] <= p.head[verb] < span[1]:
            return True
    return False


def _shortest_own(p: Parsed, span: Span) -> int:
    """How many words a stretch needs to be a claim: few where it counts: "Twelve people died", "Nobody was hurt"."""
    counted = any(
        p.tag[index] == "CD" and (p.dep[index] in _SUBJECTS or p.dep[p.head[index]] in _COUNTED)
        for index in range(*span)
    )
    nobody = any(p.lower[index] in _NOBODY and p.dep[index] in _SUBJECTS for index in range(*span))
    digits = any(p.words[index][:1].isdigit() for index in range(*span))
    return _SHORTEST if counted or nobody or digits else _SHORTEST_OWN


def _is_instruction(p: Parsed, span: Span) -> bool:
    """Whether the stretch tells somebody what to do: "Stir until the leeks are soft"."""
    root = next((index for index in range(*span) if p.head[index] == index), -1)
    first = next((index for index in range(*span) if p.words[index][:1].isalnum()), span[0])
    if root < 0 or p.tag[root] != "VB" or p.pos[first] not in ("VERB", "ADV", "ADP", "INTJ"):
        return False
    return not any(p.dep[child] in _SUBJECTS or p.dep[child].startswith("aux") for child in p.children[root])


def _words(p: Parsed, span: Span) -> int:
    return sum(1 for index in range(*span) if p.words[index][:1].isalnum())


def _distinct(found: Sequence[Draft]) -> Iterator[Draft]:
    """One draft a stretch; two may overlap only where each has words of its own."""
    spans: set[Span] = set()
    for draft in found:
        if draft.span in spans:
            continue
        spans.add(draft.span)
        yield draft
