"""Reporting clauses set beside the words they report: "The dam held, its operator said on Monday".

The weights of attribution doubt many of them, most of all behind a long sentence or with the verb first ("..., informed
the port authority"). Their shape tells them: at a comma or a closing quotation mark stand a verb of speech and who
speaks, and nothing follows that could be what is said.
"""

from collections.abc import Iterator, Sequence

from claims.analysis.reading.names import is_role
from claims.analysis.reading.parsed import Parsed, Span
from claims.analysis.reading.set_phrases import Phrase
from claims.analysis.wordlists.cue_words import WORDS, Sense, sense_of_lemma

_FINITE = frozenset(("VBD", "VBZ", "VBP"))
_PAST_OR_PRESENT = _FINITE | {"VBN"}  # the tagger takes some past tenses for participles
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_INVERTED = frozenset(("nsubj", "nsubjpass", "dobj", "attr", "npadvmod", "oprd", "ccomp", "dep", "appos"))
_NOMINAL = frozenset(("NOUN", "PROPN", "PRON"))
_PHRASE = frozenset(("DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "PART", "ADP", "CCONJ", "ADV", "PUNCT", "AUX"))
_RELATIVE = frozenset(("WP", "WDT", "WP$"))
_SUBORDINATE = WORDS["subordinating"] | {"asked"}
_NO_OPENING = frozenset(("that", "whether", "if"))
_CLOSING = frozenset(("”", "’", '"', "'", "»", "''"))
_SPEECH = frozenset((Sense.SAY, Sense.BELIEVE))
_PASSIVE = frozenset(("auxpass", "aux"))
_CLAUSES = frozenset(("acl", "relcl", "pcomp"))
_LEAST_REPORTED = 3  # words before the comma
_LONGEST_SOURCE = 30  # tokens
_LONGEST_TAIL = 9  # tokens between the verb and the next comma or the end: "told the Gazette on Monday night"


def reporting_clauses(p: Parsed) -> Iterator[Phrase]:
    """Head, cue, source and content of each reporting clause that follows what it reports."""
    for verb in range(1, len(p)):
        if p.quote[verb] >= 0 or p.tag[verb] not in _PAST_OR_PRESENT or p.pos[verb] not in ("VERB", "NOUN"):
            continue
        if is_role(p.words[verb]) and p.pos[min(verb + 1, len(p) - 1)] == "PROPN":
            continue  # "judge Tomas Ferro thundered"
        if p.dep[verb] in _CLAUSES:
            continue  # "the figures, released in May", "of what many expect to be"
        begin, end = p.sentences[p.sentence[verb]]
        for place in (_subject_first(p, verb, begin), _verb_first(p, verb, begin, end)):
            if place is None:
                continue
            cut, source = place
            rim = (*range(source[0], min(source[0] + 2, source[1])), source[1] - 1)
            rim_words = {p.words[index] for index in rim}
            if (
                any(p.tag[index] in _RELATIVE for index in rim)
                or p.lower[source[0]] in ("not", "nor")
                or "(" in rim_words
            ):
                continue  # "whatever the police say", "which it called", "not the employers, that called"
            content = _reported(p, begin, cut, verb)
            if content is None or not _may_speak(p, verb, content) or not _ends_there(p, max(verb + 1, source[1]), end):
                continue
            yield verb, (_cue_start(p, verb, source), verb + 1), source, (content,)
            break


def _may_speak(p: Parsed, verb: int, content: Span) -> bool:
    """Whether the verb tells of speech; beside words in quotation marks any verb does ("grumbled")."""
    return sense_of_lemma(p.lemma[verb]) in _SPEECH or all(
        p.quote[index] >= 0 for index in range(*content) if p.words[index][:1].isalnum()
    )


def _closes(p: Parsed, index: int) -> bool:
    """Whether what is reported may end with this token: a comma, or the last mark of a quotation."""
    if p.words[index] in (",", "—", "–"):
        return p.quote[index] < 0
    return p.quote[index] >= 0 and index == p.quotes[p.quote[index]][1] - 1


def _subject_first(p: Parsed, verb: int, begin: int) -> tuple[int, Span] | None:
    """Where the reported words end and who speaks, in "..., the mayor of Korsa, Goran Petrik, told reporters"."""
    if any(p.dep[child] == "auxpass" for child in p.children[verb]):
        return None
    subject = next((child for child in p.children[verb] if p.dep[child] in _SUBJECTS and child < verb), -1)
    if subject >= 0:
        start, end = max(p.left[subject], begin), p.right[subject] + 1
        start = max(start, _after_quotation(p, start, subject))
        while start > begin and is_role(p.words[start - 1]) and p.quote[start - 1] < 0:
            start -= 1  # a role that the parser took for a verb
        between = range(end, verb)
        if start > begin and _closes(p, start - 1) and all(p.pos[k] in ("AUX", "ADV", "PUNCT", "ADP") for k in between):
            return start - 1, (start, end)
    return _plain_subject(p, verb, begin)


def _after_quotation(p: Parsed, start: int, end: int) -> int:
    return next((k + 1 for k in range(end - 1, start - 1, -1) if p.quote[k] >= 0), start)


def _plain_subject(p: Parsed, verb: int, begin: int) -> tuple[int, Span] | None:
    """The same by the words alone, where the parser hangs the speaker elsewhere: one noun phrase without a comma."""
    end = verb
    while end > begin and p.pos[end - 1] in ("AUX", "ADV"):
        end -= 1
    start = end
    if p.words[end - 1] == "," and p.quote[end - 1] < 0:  # "its mayor, Anton Weyl, said"
        start = next((k for k in range(end - 2, begin, -1) if p.words[k] == ","), end)
    while start > begin and end - start < _LONGEST_SOURCE and not _closes(p, start - 1):
        if p.quote[start - 1] >= 0 or p.pos[start - 1] not in _PHRASE:
            return None
        start -= 1
    is_phrase = any(p.pos[k] in _NOMINAL for k in range(start, end)) and p.pos[start] not in ("ADP", "CCONJ", "ADV")
    is_phrase = is_phrase and not any(p.tag[k] in _FINITE for k in range(start, end))
    return (start - 1, (start, end)) if start > begin and start < end and is_phrase else None


def _verb_first(p: Parsed, verb: int, begin: int, end: int) -> tuple[int, Span] | None:
    """The same in "..., said the head of the board, Vera Kolar": the verb stands behind the comma."""
    if verb - 1 <= begin or not _closes(p, verb - 1) or p.lemma[verb] == "tell":
        return None
    start = verb + 1
    while start < end and (p.pos[start] == "ADV" or p.lower[start] in ("for", "her", "his", "its", "their", "part")):
        start += 1
    if start >= end or p.quote[start] >= 0 or p.pos[start] not in ("DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM"):
        return None
    if p.pos[start] == "PRON" and p.tag[start] == "PRP" and p.lower[start] not in ("he", "she", "they", "it"):
        return None
    head = next((k for k in range(start, end) if p.pos[k] in _NOMINAL and p.head[k] == verb), -1)
    if head >= 0 and p.left[head] <= start and p.dep[head] in _INVERTED:
        stop = min(p.right[head] + 1, end)
    else:
        stop = start
        while stop < end and p.pos[stop] in _PHRASE and p.words[stop] not in (",", "."):
            stop += 1
    quoted = next((k for k in range(start, stop) if p.quote[k] >= 0), stop)
    stop = quoted
    while stop > start and p.pos[stop - 1] in ("PUNCT", "ADP", "SPACE"):
        stop -= 1
    nominal = any(p.pos[k] in _NOMINAL for k in range(start, stop))
    return (verb - 1, (start, stop)) if nominal and stop - start <= _LONGEST_SOURCE else None


def _reported(p: Parsed, begin: int, cut: int, verb: int) -> Span | None:
    """The words before the reporting clause, where they are a sentence or a quotation; else None."""
    start, end = begin, cut + 1 if p.quote[cut] >= 0 else cut
    if p.quote[end - 1] >= 0 and _is_sentence(p, p.quotes[p.quote[end - 1]], begin):
        start = max(start, p.quotes[p.quote[end - 1]][0])
    while start < end and p.pos[start] in ("SPACE", "CCONJ"):
        start += 1
    words = [k for k in range(start, end) if p.words[k][:1].isalnum()]
    if len(words) < _LEAST_REPORTED or p.pos[cut - 1] in ("CCONJ", "SCONJ"):
        return None
    if p.quote[words[0]] >= 0 and p.quote[words[0]] == p.quote[words[-1]]:
        return start, end
    if p.lower[words[0]] in _SUBORDINATE | _NO_OPENING or p.tag[words[0]] in ("VBG", "VBN", *_RELATIVE):
        return None
    return (start, end) if any(_is_statement(p, k, start, end, verb) for k in words) else None


def _is_sentence(p: Parsed, quotation: Span, begin: int) -> bool:
    """Whether a quotation is more than a part of its sentence: it begins with it, or with a capital."""
    first = next((k for k in range(*quotation) if p.words[k][:1].isalnum()), quotation[0])
    return quotation[0] <= begin or p.words[first][:1].isupper()


def _is_statement(p: Parsed, index: int, start: int, end: int, verb: int) -> bool:
    """Whether a token is the finite verb of a main clause with its subject between these places."""
    if p.tag[index] not in ("VBD", "VBZ", "VBP", "MD", "VBN"):
        return False
    main = p.head[index] if p.dep[index] in _PASSIVE else index
    above = p.head[main]
    own = p.dep[main] in ("ccomp", "ROOT", "conj", "parataxis") or above == verb
    if not own or (p.dep[main] == "advcl" and above == verb):
        return False
    return any(
        p.dep[child] in ("nsubj", "nsubjpass", "expl", "csubj") and start <= child < end for child in p.children[main]
    )


def _ends_there(p: Parsed, behind: int, end: int) -> bool:
    """Whether nothing follows that could be what is said: at most whom it was told, when and where."""
    stop = behind
    while stop < end and p.words[stop] not in (",", ";", ":", "—", "–"):
        if (p.lower[stop] in _NO_OPENING and p.tag[stop] == "IN") or p.quote[stop] >= 0:
            return False
        if p.tag[stop] in _FINITE or p.tag[stop] == "MD":
            return False
        stop += 1
    return stop - behind <= _LONGEST_TAIL


def _cue_start(p: Parsed, verb: int, source: Span) -> int:
    """Where the verb's own auxiliaries begin: "has said"."""
    start = verb
    while start - 1 >= (source[1] if source[1] <= verb else verb) and p.pos[start - 1] in ("AUX", "ADV"):
        start -= 1
    return start


def covers(contents: Sequence[Span], span: Span) -> bool:
    """Whether the contents hold at least half of a stretch."""
    return 2 * sum(max(0, min(end, span[1]) - max(start, span[0])) for start, end in contents) >= span[1] - span[0]
