"""Claimants: the fullest name the article gives for the words used at the claim.

"Singh" is the Daleep Singh named before, "she" the last woman or person of no known gender, "the memo" the note
that China's mission wrote, "the ministry" the Foreign Ministry. What the article doesn't tell stays as it is worded.
"""

from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Doc

from claims.analysis.reading.attribution import TEXTS, AttributionRelation
from claims.analysis.reading.attribution_level import BODIES, level_of_phrase
from claims.analysis.reading.cues import ANONYMITY
from claims.analysis.reading.mentions import Mention, antecedent, gender_of_name, meant_by
from claims.analysis.reading.names import AFTER_TITLE, DETERMINER, bare, is_role, person_in, without_title
from claims.analysis.reading.parsed import Parsed, Span
from claims.analysis.reading.set_phrases import sender_in_clause
from claims.analysis.types import Attribution
from claims.analysis.wordlists.cue_words import WORDS

_REMEMBERED = 60  # parties; "she" does not reach further back
_FEMALE = WORDS["female"]
_MALE = WORDS["male"]
_PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f", "they": "p", "them": "p", "their": "p",
    "it": "n", "its": "n", "both": "p", "who": "", "which": "n", "that": "n",
}  # fmt: skip
_DOCUMENTS = WORDS["documents"]
_TIMES = frozenset(("DATE", "TIME"))
_COURTESY = frozenset(("mr", "mrs", "ms", "miss", "dr"))
_PEOPLE = WORDS["people_without_name"]
_OFFICES = BODIES | {"office"}


@dataclass(frozen=True, slots=True)
class Party:
    """Who is said to say it, and how openly the article says so."""

    name: str
    attribution: Attribution


class Claimants:
    """The parties of one article, told in text order; `learn` what follows before the first `resolve`."""

    def __init__(self) -> None:
        self._full: dict[str, str] = {}  # last word of a person's name -> the full name
        self._likely: dict[str, str] = {}  # the same of what only looks like a person's name
        self._short: dict[str, str] = {}  # abbreviation in brackets -> the name before it
        self._genders: dict[str, str] = {}
        self._mentions: list[Mention] = []
        self._pending: list[tuple[int, Mention]] = []
        self._sentences = 0  # of the passages before
        self._next = 0  # with those of the passage entered last

    def learn(self, doc: Doc) -> None:
        """Take in the full names of a passage."""
        for entity in doc.ents:
            name = bare(entity.text)
            titled = AFTER_TITLE.search(name)
            if titled:
                self._full.setdefault(titled.group(1).split()[-1], titled.group(1))
            if entity.label_ == "PERSON":
                name = without_title(name)
                last = name.split()[-1] if name.split() else ""
                if last and len(name.split()) in (2, 3, 4) and last not in self._full:
                    self._full[last] = name
            following = doc[entity.end : entity.end + 3]
            if len(following) == 3 and following[0].text == "(" and following[2].text == ")" and following[1].is_upper:
                self._short.setdefault(following[1].text, name)
        for given, family in pairwise(doc):
            if given.pos_ == family.pos_ == "PROPN" and gender_of_name(given.text) and family.text[:1].isupper():
                self._likely.setdefault(family.text, f"{given.text} {family.text}")

    def enter(self, doc: Doc, p: Parsed) -> None:
        """Take in the mentions of the next passage; they count for what comes after them."""
        self._mentions.extend(mention for _, mention in sorted(self._pending, key=lambda each: each[0]))
        self._pending = []
        self._sentences, self._next = self._next, self._next + len(p.sentences)
        named: set[int] = set()
        for entity in doc.ents:
            head = entity.root.i
            if entity.label_ not in ("PERSON", "ORG", "GPE") or p.quote[head] >= 0:
                continue
            named.update(range(entity.start, entity.end))
            # A surname alone is often taken for a firm: "Feld said".
            label = "PERSON" if self._person_named(bare(entity.text)) else entity.label_
            self._pending.append((entity.start, self._mention(p, (entity.start, entity.end), head, label)))
        for head in range(len(p)):
            if head in named or p.quote[head] >= 0 or p.dep[head] not in ("nsubj", "nsubjpass"):
                continue
            if p.pos[head] == "PROPN" and self._person_named(p.words[head]):
                self._pending.append((head, self._mention(p, (head, head + 1), head, "PERSON")))
            elif p.lemma[head] in BODIES and named.isdisjoint(range(p.left[head], p.right[head] + 1)):
                self._pending.append((p.left[head], self._body(p, doc, head)))
        del self._mentions[:-_REMEMBERED]

    def _mention(self, p: Parsed, span: Span, head: int, label: str) -> Mention:
        name = self._named(" ".join(p.words[slice(*span)]), label)
        roles = {
            p.lemma[index] for index in range(p.left[head], min(p.right[head] + 1, head + 12)) if p.pos[index] == "NOUN"
        }
        if p.dep[head] in ("appos", "compound", "nmod") and p.pos[p.head[head]] in ("NOUN", "PROPN"):
            roles.add(p.lemma[p.head[head]])
        roles.update(word.lower() for word in name.split() if word.lower() in BODIES)
        # "Bishop Emil Tarr" is "the bishop" afterwards.
        titles = range(max(0, span[0] - 2), span[1])
        roles.update(
            p.lower[index]
            for index in titles
            if (p.dep[index] == "compound" and p.head[index] == head) or is_role(p.lower[index])
        )
        gender = "n"
        if label == "PERSON":
            near = {p.lower[index] for index in range(max(0, span[0] - 3), min(len(p), span[1] + 1))}
            gender = "f" if near & _FEMALE or roles & _FEMALE else "m" if near & _MALE or roles & _MALE else ""
            gender = self._gender(name, gender)
        subject = any(p.dep[index] in ("nsubj", "nsubjpass") for index in (head, p.head[head]))
        return Mention(name, gender, frozenset(roles), False, subject, self._place(p, span[0]), label=label)

    def _gender(self, name: str, seen: str = "") -> str:
        """A person's gender: what the article tells of it anywhere, or else the given name."""
        known = self._genders.get(name) or seen or gender_of_name(name)
        self._genders[name] = known
        return known

    def _body(self, p: Parsed, doc: Doc, head: int) -> Mention:
        """A body without a name of its own that acts: "the river commission"."""
        end = _clause_of(p, (p.left[head], p.right[head] + 1))
        name = DETERMINER.sub("", bare(doc[p.left[head] : end].text))
        plural = p.tag[head] in ("NNS", "NNPS")
        level = level_of_phrase(p, (p.left[head], end), head)
        roles = frozenset((p.lemma[head],))
        return Mention(name, "p" if plural else "n", roles, False, True, self._place(p, head), level)

    def _place(self, p: Parsed, token: int) -> int:
        return self._sentences + p.sentence[token]

    def resolve(self, p: Parsed, doc: Doc, one: AttributionRelation) -> Party:
        """The claimant of an attribution in the passage entered last."""
        if one.source is None:
            return Party("", Attribution.VAGUE)
        span, head = _phrase(p, one.source)
        words = bare(doc[span[0] : _clause_of(p, span)].text)
        earlier = self._before(span[0])
        place = self._place(p, span[0])
        pronoun = _PRONOUNS.get(p.lower[head]) if span[1] - span[0] == 1 else None
        if pronoun is not None:
            return self._pronoun(p, span, antecedent(earlier, pronoun), words)
        level = level_of_phrase(p, span, head)
        if level == Attribution.ROLE and ANONYMITY.search(
            " ".join(p.words[span[0] : p.sentences[p.sentence[head]][1]])
        ):
            level = Attribution.ANONYMOUS
        name = self._person(doc, span, head, p)
        if name:
            self._pending.append((span[0], Mention(name, self._gender(name), _roles(p, span), True, True, place)))
            return Party(name, Attribution.NAMED)
        if p.lemma[head] in TEXTS and p.entity[head] not in ("ORG", "PERSON"):
            owner = self._author(p, doc, span, head) or self._document(earlier, p.lemma[head])
            if owner:
                roles = _DOCUMENTS if p.lemma[head] in _DOCUMENTS else frozenset((p.lemma[head],))
                self._pending.append((span[0], Mention(owner, "n", roles, True, True, place)))
                return Party(owner, Attribution.NAMED)
        if level in (Attribution.ROLE, Attribution.ANONYMOUS) and p.lower[span[0]] in ("the", "this", "that"):
            known = meant_by(earlier, p.lemma[head], span[1] - span[0])
            if known is not None and p.tag[head] != "NNS":
                self._pending.append((span[0], known.again(place)))
                return Party(known.name, known.level)
        name = self._short.get(words) or DETERMINER.sub("", words)
        name, level = self._owned(p, span, head, earlier, name, level)
        plural = p.tag[head] in ("NNS", "NNPS") or any(p.dep[child] == "conj" for child in p.children[head])
        roles = _roles(p, span) | self._writes(p, one)
        gender = "p" if plural else "" if _is_person(p, head) else "n"
        label = "ORG" if p.entity[head] == "ORG" and not self._person_named(name) else ""
        self._pending.append((span[0], Mention(name, gender, roles, True, True, place, level, label)))
        return Party(name, level)

    def _pronoun(self, p: Parsed, span: Span, known: Mention | None, words: str) -> Party:
        if known is None:
            return Party(words, Attribution.VAGUE if words.lower() == "it" else Attribution.ROLE)
        if known.label == "PERSON" and _PRONOUNS[p.lower[span[0]]] in ("m", "f"):
            self._genders[known.name] = _PRONOUNS[p.lower[span[0]]]
        self._pending.append((span[0], known.again(self._place(p, span[0]))))
        return Party(known.name, known.level)

    def _owned(
        self, p: Parsed, span: Span, head: int, earlier: list[Mention], name: str, level: Attribution
    ) -> tuple[str, Attribution]:
        """ "His campaign" with whose it is: "His campaign (Rolf Teuber)"."""
        gender = _PRONOUNS.get(p.lower[span[0]], "")
        if gender == "n" and p.lemma[head] not in _OFFICES:
            return name, level
        if p.tag[span[0]] != "PRP$" or not gender:
            return name, level
        owner = antecedent(earlier, gender)
        if owner is None or owner.level != Attribution.NAMED:
            return name, level
        return f"{name} ({owner.name})", Attribution.NAMED if p.lemma[head] in _OFFICES else level

    def _before(self, position: int) -> list[Mention]:
        return [
            *self._mentions,
            *(m for start, m in sorted(self._pending, key=lambda each: each[0]) if start < position),
        ]

    def _named(self, text: str, label: str) -> str:
        name = bare(text)
        if label == "PERSON":
            name = without_title(name)
            full = self._person_named(name.split()[-1] if name.split() else "") or name
            return full if len(full) > len(name) else name
        return self._short.get(name, name)

    def _person_named(self, last: str) -> str:
        return self._full.get(last) or self._likely.get(last, "")

    def _person(self, doc: Doc, span: Span, head: int, p: Parsed) -> str:
        """The person a phrase names: its head, or the name beside a role."""
        for entity in doc[span[0] : span[1]].ents:
            titled = AFTER_TITLE.search(bare(entity.text))
            if titled:
                return titled.group(1)
            if entity.label_ != "PERSON":
                continue
            root = entity.root.i
            if p.dep[root] == "poss" or (p.dep[root] == "pobj" and root != head) or (p.dep[root] == "conj"):
                continue
            if any(p.dep[child] == "conj" for child in p.children[head]):
                return ""  # several persons: their names stay together
            told = person_in(doc[span[0] : span[1]].text)
            return told or self._named(entity.text, "PERSON")
        told = person_in(doc[span[0] : span[1]].text)
        if told and not any(p.dep[child] == "conj" for child in p.children[head]):
            return told
        name = self._person_named(p.words[head])
        alone = span[1] - span[0] == 1 or p.lower[span[0]].rstrip(".") in _COURTESY
        return name if p.pos[head] == "PROPN" and (alone or name in doc.text or p.entity[head] != "ORG") else ""

    def _author(self, p: Parsed, doc: Doc, span: Span, head: int) -> str:
        """Whose document it is, when the phrase or what follows it says so: "a note sent by China's mission"."""
        owner = next((child for child in p.children[head] if p.dep[child] == "poss"), -1)
        if owner < 0:
            for index in range(head + 1, p.right[head] + 1):
                by = p.head[index]
                if p.dep[index] == "pobj" and (
                    p.dep[by] == "agent" or (p.head[by] == head and p.lower[by] in ("from", "by", "of"))
                ):
                    owner = index
                    break
        owner = sender_in_clause(p, head) if owner < 0 else owner
        if owner < 0 or p.pos[owner] == "PRON" or any(p.pos[c] == "PRON" for c in p.children[owner]):
            return ""
        if p.tag[owner] == "CD" or p.entity[owner] in _TIMES:
            return ""  # "a survey of 2023"
        stops = [
            p.left[child] for child in p.children[owner] if child > owner and p.dep[child] in ("relcl", "acl", "punct")
        ]
        stops += [p.left[child] for child in p.children[owner] if p.lower[child] == "to"]
        end = min([p.right[owner] + 1, *stops])
        return DETERMINER.sub("", bare(doc[p.left[owner] : max(end, owner + 1)].text))

    def _document(self, earlier: list[Mention], lemma: str) -> str:
        known = next((m for m in reversed(earlier) if lemma in m.roles and m.spoke), None)
        return known.name if known else ""

    def _writes(self, p: Parsed, one: AttributionRelation) -> frozenset[str]:
        """The kind of document the cue says the words stand in: "wrote in a note"."""
        for child in p.children[one.head]:
            if p.dep[child] == "prep":
                for noun in p.children[child]:
                    if p.lemma[noun] in _DOCUMENTS:
                        return _DOCUMENTS
        return frozenset()


def _phrase(p: Parsed, span: Span) -> tuple[Span, int]:
    """The phrase and its main word; a relative pronoun stands for its antecedent."""
    start, end = span
    head = next((i for i in range(start, end) if not start <= p.head[i] < end or p.head[i] == i), start)
    if p.tag[head] in ("WP", "WDT") and end - start == 1:
        clause = p.head[head]
        for _ in range(4):
            if p.dep[clause] == "relcl":
                noun = p.head[clause]
                return (p.left[noun], min(max(noun + 1, p.left[clause]), p.right[noun] + 1)), noun
            clause = p.head[clause]
    return span, head


def _clause_of(p: Parsed, span: Span) -> int:
    """Where the clause begins that merely tells something of the source ("officials, who asked ..."), or its end."""
    for index in range(span[0] + 2, span[1]):
        if p.tag[index] in ("WP", "WDT", "WP$") and p.lower[index - 1] == ",":
            return index - 1
    return span[1]


def _is_person(p: Parsed, head: int) -> bool:
    return is_role(p.lemma[head]) or p.lemma[head] in _PEOPLE


def _roles(p: Parsed, span: Span) -> frozenset[str]:
    return frozenset(
        word for index in range(*span) if p.pos[index] in ("NOUN", "PROPN") for word in (p.lemma[index], p.lower[index])
    )
