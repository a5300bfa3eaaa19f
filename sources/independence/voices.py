"""On whose word a claim rests, and whether two claims rest on one. Pure: no Django, no database.

A company does not confirm itself through a paper that quotes it: its own release, a paper that quotes the release and a
broadcaster that quotes its spokeswoman are one voice. The rules are for two claims that say the same or contradict each
other; of any two claims "the company" need not be one.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from sources.independence.affiliations import body_key, fold, person_key
from sources.independence.naming import named
from sources.independence.words import called, words

PARTIES = frozenset({"organisation", "government"})  # kinds of sources that speak for themselves
SPELLING = 80.0  # percent of letters that two spellings of one name share
LEAST_SPELT = 4  # letters of a name from which another spelling counts: "Vesk", "Wesk"
# Begins why two claims are not independent though their articles may be.
ONE_WORD = "Both rest on"

_COMPANY = words("companies")
_AUTHORITY = words("authorities")
_SPOKEN = words("spoken")
_OFFICE = _SPOKEN | words("places")
_PLAIN = words("plain")
_BARE = _COMPANY | _AUTHORITY | _OFFICE
_GENERIC = words("generic")
_UNTOLD = words("untold")
_CALLED = called()


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says a claim, where it stands, and what its article tells of for whom people speak.

    claimant: as the text names it; "" where the outlet says it in its own voice. source, kind: of the outlet.
    affiliations, credited: of the article, the latter the keys of all names that it reports after.
    """

    claimant: str
    source: str
    kind: str = ""
    affiliations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    credited: Collection[str] = ()

    @property
    def is_party(self) -> bool:
        """Whether the outlet is a party to what it tells: a company, a ministry."""
        return self.kind in PARTIES

    def people(self, name: str) -> Iterator[Sequence[str]]:
        """The bodies for which the article says that this person speaks, under each spelling of the name."""
        key = person_key(name)
        return (bodies for other, bodies in self.affiliations.items() if same_person(other, key))


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice read: a person, the bodies that are spoken for, and of which kind one is that the text leaves open."""

    person: str = ""
    bodies: tuple[str, ...] = ()
    open: frozenset[str] = frozenset()


def one_voice(left: Voice, right: Voice) -> str:
    """Why two claims rest on one word, as a sentence that begins with ONE_WORD; empty when each rests on its own.

    The same whichever is the left one.
    """
    if (right.source, right.claimant) < (left.source, left.claimant):
        left, right = right, left
    one, other = read(left, right), read(right, left)
    if one.person and other.person and same_person(one.person, other.person):
        return f"{ONE_WORD} what {named(_fuller(left.claimant, right.claimant))} says."
    for mine, theirs, voice, opposite in ((one, other, left, right), (other, one, right, left)):
        found = _of_the_other(mine, theirs, voice, opposite)
        if found:
            return found
    if any_same(one.bodies, other.bodies):
        first, second = _named(left), _named(right)
        if same_body(body_key(first), body_key(second)):
            return f"{ONE_WORD} what {_fuller(first, second)} says."
        return f"{ONE_WORD} one body: {first} and {second} speak for it."
    if one.open & other.open:
        return f"{ONE_WORD} what {_named(left)} says."
    return ""


def _of_the_other(mine: Speaker, theirs: Speaker, voice: Voice, opposite: Voice) -> str:
    """Why the one claim rests on the word of the other's outlet or speaker; empty when it does not."""
    own = [body_key(voice.source)]
    if any_same(names_of(opposite, voice), mine.bodies) and not any_same(own, mine.bodies):
        return f"{ONE_WORD} the word of {opposite.source}, which {voice.source} gives."
    if said_by_itself(opposite, theirs):
        if mine.open and may_be(mine.open, opposite):
            return f"{ONE_WORD} the word of {opposite.source}, which {voice.source} gives."
        if not voice.claimant and not voice.is_party and reports_after(voice, opposite):
            return f"{ONE_WORD} the word of {opposite.source}, after whom {voice.source} reports."
    if not voice.claimant and not voice.is_party and any(quotes(voice, body) for body in theirs.bodies):
        return f"{ONE_WORD} the word of {_named(opposite)}, after whom {voice.source} reports as well."
    if mine.open and opposite.claimant and theirs.bodies:
        if not mine.open & _OFFICE or any(quotes(voice, body) for body in theirs.bodies):
            return f"{ONE_WORD} what {_named(opposite)} says."
    elif (
        mine.open
        and not mine.person
        and not opposite.claimant
        and not opposite.is_party
        and quoted_by_both(voice, opposite)
    ):
        return f"{ONE_WORD} what {_named(voice)} says, after whom {opposite.source} reports as well."
    return ""


def read(voice: Voice, beside: Voice) -> Speaker:
    """Who speaks, read with what both articles tell of for whom people speak."""
    own = (body_key(voice.source),) if voice.is_party else ()
    if not voice.claimant:
        return Speaker(bodies=own)
    words = [_CALLED.get(word, word) for word in map(_singular, body_key(voice.claimant).split())]
    telling = [word for word in words if word not in _SPOKEN | _PLAIN]
    bare = all(word in _BARE | _PLAIN for word in words)
    if not bare and same_body(body_key(beside.source), " ".join(telling)):
        return Speaker(bodies=(" ".join(telling), body_key(beside.source)))
    mine, theirs = list(voice.people(voice.claimant)), list(beside.people(voice.claimant))
    known = looks_like_person(beside.claimant) and same_person(person_key(voice.claimant), person_key(beside.claimant))
    if mine or theirs or known or looks_like_person(voice.claimant):
        bodies = [body for found in (*mine, *theirs) for body in found if body]
        bodies += own if any("" in found for found in mine) else ()
        bodies += [body_key(beside.source)] if beside.is_party and any("" in found for found in theirs) else []
        left_open = _OFFICE if not bodies and any("" in found for found in mine) else frozenset[str]()
        return Speaker(person_key(voice.claimant), tuple(dict.fromkeys(bodies)), left_open)
    if bare:
        return Speaker(bodies=own, open=_kind(words))
    if not telling or not _UNTOLD.isdisjoint(telling):
        return Speaker()
    return Speaker(bodies=(" ".join(telling), *_short_names(voice.claimant)))


def _kind(words: Collection[str]) -> frozenset[str]:
    """Which words a speaker who is left open may also be called by: a spokeswoman speaks for any body."""
    for kind in (_COMPANY, _AUTHORITY):
        if not kind.isdisjoint(words):
            return kind
    return _OFFICE | _COMPANY | _AUTHORITY


def may_be(left_open: Collection[str], party: Voice) -> bool:
    """Whether a party can be the one that is left open: "the firm" is no government."""
    named = {_singular(word) for word in body_key(party.source).split()}
    kind = _COMPANY if party.kind == "organisation" else _AUTHORITY
    return not kind.isdisjoint(left_open) or not named.isdisjoint(left_open)


def names_of(party: Voice, beside: Voice) -> list[str]:
    """The keys of a party: its name, and what another article calls the body for which its people speak."""
    own = [person for person, bodies in party.affiliations.items() if "" in bodies] if party.is_party else []
    called = (body for name, bodies in beside.affiliations.items() for body in bodies if body and name in own)
    return [body_key(party.source), *called]


def any_same(some: Collection[str], others: Collection[str]) -> bool:
    return any(same_body(one, other) for one in some for other in others)


def said_by_itself(voice: Voice, spoken: Speaker) -> bool:
    """Whether a party says the claim in its own document, itself or through its own people."""
    by_itself = not voice.claimant or bool(spoken.open) or any_same([body_key(voice.source)], spoken.bodies)
    return voice.is_party and by_itself


def reports_after(voice: Voice, party: Voice) -> bool:
    """Whether the article gives anything as the word of a party, or of the party's people."""
    own = [person for person, bodies in party.affiliations.items() if "" in bodies]
    people = any(same_person(person_key(name), person) for name in voice.credited for person in own)
    return people or quotes(voice, body_key(party.source))


def quoted_by_both(left: Voice, right: Voice) -> bool:
    """Whether two articles give the word of one body, or of one person."""
    people = any(same_person(one, other) for one in left.affiliations for other in right.affiliations)
    return people or any(quotes(right, body_key(name)) for name in left.credited)


def quotes(voice: Voice, body: str) -> bool:
    """Whether the article gives anything as the word of a body."""
    named = [*map(body_key, voice.credited), *(one for bodies in voice.affiliations.values() for one in bodies)]
    return any(same_body(name, body) for name in named if name)


def looks_like_person(name: str) -> bool:
    """Whether a name is two to four capitalised words, none of which a body is called by."""
    words = name.split()
    if not 2 <= len(words) <= 4 or not all(word[0].isupper() for word in words):
        return False
    return not any(_singular(fold(word)) in _BARE or word.isupper() for word in words)


def same_person(left: str, right: str) -> bool:
    """Whether two keys name one person: the last names agree, and so do the first ones where both are given."""
    mine, theirs = left.split(), right.split()
    if not mine or not theirs or not same_word(mine[-1], theirs[-1]):
        return False
    if len(mine) == 1 or len(theirs) == 1 or same_word(mine[0], theirs[0]):
        return True
    return min(len(mine[0]), len(theirs[0])) == 1 and mine[0][0] == theirs[0][0]


def same_word(left: str, right: str) -> bool:
    """Whether two words are one, allowing for spelling."""
    if left == right:
        return True
    if min(len(left), len(right)) < LEAST_SPELT:
        return False
    return left[1:] == right[1:] or fuzz.ratio(left, right) >= SPELLING


def same_body(left: str, right: str) -> bool:
    """Whether two keys name one body: all words of the shorter are in the longer, or it is its initials."""
    fewer, more = sorted((left.split(), right.split()), key=len)
    if not fewer:
        return False
    mine, theirs = ({_singular(word) for word in words} for words in (fewer, more))
    if mine <= theirs or (mine - _GENERIC and theirs - _GENERIC and mine - _GENERIC <= theirs - _GENERIC):
        return True
    return len(fewer) == 1 and len(more) > 1 and fewer[0] == "".join(word[0] for word in more)


def _short_names(name: str) -> list[str]:
    return [body_key(found) for found in re.findall(r"\b[A-Z]{2,6}\b", name)]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _named(voice: Voice) -> str:
    return named(voice.claimant) or voice.source


def _fuller(left: str, right: str) -> str:
    return max(left, right, key=lambda name: (len(name), name))


def origins_among(reports: Sequence[tuple[str, str, Voice]]) -> list[str]:
    """For each report of one statement the key of its origin: equal for those of one relation that rest on one word.

    `reports` gives of each its relation to the statement and the key of its article's origin. Which keys are equal
    does not follow from the order.
    """
    keys = [key for _, key, _ in reports]
    for at, (relation, _, voice) in enumerate(reports):
        for earlier, (other_relation, _, other_voice) in enumerate(reports[:at]):
            mine, theirs = keys[at], keys[earlier]
            if mine != theirs and relation == other_relation and one_voice(voice, other_voice):
                first, other = sorted((mine, theirs))
                keys = [first if key == other else key for key in keys]
    return keys
