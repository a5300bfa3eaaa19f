"""For whom the people of a text speak: "Naila Ferhat, director general of the Space Office". Pure: no Django."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from sources.independence.words import called, words
from sources.reading.layout import Block, BlockKind, blocks

Affiliations = Mapping[str, Sequence[str]]  # by the key of a person the keys of bodies; "" for one that is not named

MAX_PEOPLE = 100
REACH = 80  # tokens that "its" may look back
MAX_BODIES = 5  # of one person
MAX_WORDS = 6  # of the name of a body
MOST_NAMES = 4  # of a person
NAME_CHARACTERS = 100

_TOKEN = re.compile(r"[^\W_][\w’'&/-]*(?:\.(?=\w))?[\w’']*|[,.!?;:()“”\"–—]")
_OFFICES = words("offices")
_RANKS = words("ranks") | _OFFICES
_FORMER = words("former")
_DETERMINERS = words("determiners")
_POSSESSIVE = words("possessives")
_OF = words("of")
_STOPS = words("stops")
_EMPTY = words("empty")
_LEGAL = words("legal")
_TITLES = words("titles")
_CALLED = called()
_ACRONYM = re.compile(r"[A-Z]{2,6}")
_BREAK = ";"  # between two blocks
_MARKS = frozenset(',.!?;:()“”"–—')
_ENDS = frozenset(".!?;")
_ASIDE = (BlockKind.CAPTION, BlockKind.CREDIT)
_DIGRAPHS = {"ä": "a", "ö": "o", "ü": "u", "ae": "a", "oe": "o", "ue": "u", "ß": "ss"}
_DIGRAPH = re.compile("|".join(_DIGRAPHS))


def affiliations(text: str, parts: Sequence[Block] | None = None) -> dict[str, list[str]]:
    """The people whom a text names with an office, and the bodies for which they hold it, by keys.

    `parts` are the text's blocks, where the caller has them. Takes time in proportion to the text.
    """
    found: dict[str, list[str]] = {}
    read = [one for one in (blocks(text) if parts is None else parts) if one.kind not in _ASIDE]
    tokens = [token for block in read for token in [*_TOKEN.findall(text[block.start : block.end]), _BREAK]]
    named = Counter(token for token in tokens if token[0].isupper())
    for place, token in enumerate(tokens):
        if token.lower() in _OFFICES:
            for person, body in _holders(tokens, place, named, found):
                if len(found) == MAX_PEOPLE and person not in found:
                    continue
                bodies = found.setdefault(person, [])
                if body not in bodies and len(bodies) < MAX_BODIES:
                    bodies.append(body)
    return found


def _holders(
    tokens: Sequence[str], place: int, named: Mapping[str, int], known: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Who holds the office that is named at this place, with the body it is held for."""
    start, body = _modifiers(tokens, place)
    if start is None:
        return
    end = place + 1
    while end < len(tokens) and end - place < MAX_WORDS and tokens[end].lower() in _OFFICES:
        end += 1
    called_so = _CALLED.get(tokens[place].lower())
    if called_so:
        body = [*body, called_so]
    if end < len(tokens) and tokens[end].lower() in _OF:
        end, body = _body(tokens, end + 1)
    for person in (_person_after(tokens, end), _person_before(tokens, start)):
        if person:
            if not body and tokens[start + 1].lower() in _POSSESSIVE:
                body = _before(tokens, start, named, but={person, *known})
            yield person, body_key(" ".join(body))


def _before(tokens: Sequence[str], at: int, named: Mapping[str, int], *, but: Collection[str]) -> list[str]:
    """The body that "its" means: the nearest one before with a name of several words or of capitals."""
    run: list[str] = []
    for place in range(at, max(-1, at - REACH), -1):
        token = tokens[place]
        if token[0].isupper():
            run.insert(0, token)
            continue
        if _names_a_body(run, token, named) and person_key(" ".join(run)) not in but:
            return run
        run = []
    return []


def _names_a_body(run: Sequence[str], before: str, named: Mapping[str, int]) -> bool:
    """Whether capitals name a body: several words, an abbreviation, or one at the start that is named again."""
    if len(run) > 1 or (run and _ACRONYM.fullmatch(run[0])):
        return True
    return bool(run) and before in _ENDS and named[run[0]] > 1 and run[0].lower() not in _STOPS | _DETERMINERS


def _modifiers(tokens: Sequence[str], place: int) -> tuple[int | None, list[str]]:
    """Where the phrase of an office begins (None: of an office of old), and the words in it that name a body."""
    body: list[str] = []
    at = place - 1
    while at >= 0 and place - at <= MAX_WORDS:
        word = tokens[at].lower()
        if word in _MARKS or word in _STOPS or word in _OF or word in _DETERMINERS:
            break
        if word in _FORMER:
            return None, []
        if word not in _RANKS:
            body.insert(0, tokens[at])
        at -= 1
    if at >= 0 and tokens[at].lower() in _DETERMINERS:
        at -= 1
    return at, body


def _body(tokens: Sequence[str], start: int) -> tuple[int, list[str]]:
    """The place after the name of the body that begins here, and its words."""
    body: list[str] = []
    for token in tokens[start : start + MAX_WORDS]:
        if token in _MARKS or token.lower() in _STOPS:
            break
        body.append(token)
    return start + len(body), body


def _person_after(tokens: Sequence[str], at: int) -> str:
    """The key of the person named from here on: "police chief Ilse Harrow", "the director, Anneke Sool"."""
    if at < len(tokens) and tokens[at] == ",":
        at += 1
    return _person(tokens[at : at + MOST_NAMES])


def _person_before(tokens: Sequence[str], at: int) -> str:
    """The key of the person named up to here, before a comma: "Annika Braendl, the chief executive"."""
    if at < 0 or tokens[at] != ",":
        return ""
    return _person(tokens[max(0, at - MOST_NAMES) : at], backwards=True)


def _person(tokens: Sequence[str], *, backwards: bool = False) -> str:
    """The key of the capitalised words at the start, or at the end, where they are two or more."""
    run: list[str] = []
    for token in reversed(tokens) if backwards else tokens:
        if not token[0].isupper() or token.lower() in _OFFICES | _DETERMINERS:
            break
        run.append(token)
    names = [token for token in (reversed(run) if backwards else run) if token.lower() not in _TITLES]
    return person_key(" ".join(names)) if len(names) > 1 else ""


def fold(name: str) -> str:
    """A name's letters as all spellings of it share them: "Kröll" and "Kroell" are one."""
    spelt = _DIGRAPH.sub(lambda found: _DIGRAPHS[found[0]], unicodedata.normalize("NFC", name.casefold()))
    return "".join(letter for letter in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(letter))


def person_key(name: str) -> str:
    """The words of a person's name, folded, without titles: "Dr Anneke Sool’s" is "anneke sool"."""
    words = [fold(_owned(word)).strip(".") for word in name.split()]
    return " ".join(word for word in words if word and word not in _TITLES)[:NAME_CHARACTERS]


def body_key(name: str) -> str:
    """The telling words of a body's name, folded: "the Thermaris AG" is "thermaris"."""
    words = [fold(_owned(word)).strip(".,()") for word in name.replace("-", " ").split()]
    telling = [word for word in words if word and word not in _EMPTY]
    return " ".join([word for word in telling if word not in _LEGAL] or telling)[:NAME_CHARACTERS]


def _owned(word: str) -> str:
    return re.sub(r"[’']s?$", "", word)
