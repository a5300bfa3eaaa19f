"""Claimants: the fullest name the article gives for the words used at the claim.

"Singh" is the Daleep Singh named before, "she" the last woman or person of no known gender, "the memo" the note
that China's mission wrote, "the ministry" the Foreign Ministry. What the article doesn't tell stays as it is worded.
"""

import re
from dataclasses import dataclass

from spacy.tokens import Doc

from claims.analysis.reading.attribution import TEXTS, AttributionRelation
from claims.analysis.reading.attribution_level import BODIES, level_of_phrase
from claims.analysis.reading.cues import ANONYMITY
from claims.analysis.reading.parsed import Parsed, Span
from claims.analysis.reading.set_phrases import sender_in_clause
from claims.analysis.types import Attribution
from claims.analysis.wordlists.cue_words import WORDS

_REMEMBERED = 60  # parties; "she" does not reach further back
_OWNED = re.compile(r"['’]s?$")
_ABBREVIATED = re.compile(r"\s*\([^()]*\)?$")  # "(HRW)", the short name after the full one
_DETERMINER = re.compile(r"^(?:the|an?|this|that|these|those)\s+", re.IGNORECASE)
_TITLE = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Rev|President)\b\.?\s+")
_AFTER_TITLE = re.compile(
    r"\b(?:Advis[eo]r|Minister|Secretary|President|Director|Spokes(?:wo)?man|Chancellor|Ambassador|Governor|Mayor|"
    r"Senator|General|Chief|Chair(?:wo)?man|Commissioner|Attorney|Judge|Justice|Professor|Officer|Leader)"
    r" ([A-Z][\w’'-]+(?: [A-Z][\w’'.-]+){1,2})$"
)
_FEMALE = WORDS["female"]
_MALE = WORDS["male"]
_PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f", "they": "p", "them": "p", "their": "p",
    "it": "n", "its": "n", "both": "p", "who": "", "which": "n", "that": "n",
}  # fmt: skip
_DOCUMENTS = WORDS["documents"]
_TIMES = frozenset(("DATE", "TIME"))


@dataclass(frozen=True, slots=True)
class Party:
    """Who is said to say it, and how openly the article says so."""

    name: str
    attribution: Attribution


@dataclass(frozen=True, slots=True)
class _Mention:
    name: str
    gender: str  # m, f, n (a thing or body), p (several), "" unknown
    roles: frozenset[str]  # lemmas the article describes it with
    spoke: bool = False


class Claimants:
    """The parties of one article, told in text order; `learn` what follows before the first `resolve`."""

    def __init__(self) -> None:
        self._full: dict[str, str] = {}  # last word of a person's name -> the full name
        self._short: dict[str, str] = {}  # abbreviation in brackets -> the name before it
        self._genders: dict[str, str] = {}
        self._mentions: list[_Mention] = []
        self._pending: list[tuple[int, _Mention]] = []

    def learn(self, doc: Doc) -> None:
        """Take in the full names of a passage."""
        for entity in doc.ents:
            name = _bare(entity.text)
            titled = _AFTER_TITLE.search(name)
            if titled:
                self._full.setdefault(titled.group(1).split()[-1], titled.group(1))
            if entity.label_ == "PERSON":
                last = name.split()[-1] if name.split() else ""
                if last and len(name.split()) in (2, 3, 4) and last not in self._full:
                    self._full[last] = name
            following = doc[entity.end : entity.end + 3]
            if len(following) == 3 and following[0].text == "(" and following[2].text == ")" and following[1].is_upper:
                self._short.setdefault(following[1].text, name)

    def enter(self, doc: Doc, p: Parsed) -> None:
        """Take in the mentions of the next passage; they count for what comes after them."""
        self._mentions.extend(mention for _, mention in self._pending)
        self._pending = []
        for entity in doc.ents:
            if entity.label_ not in ("PERSON", "ORG", "GPE"):
                continue
            head = entity.root.i
            if p.quote[head] >= 0:
                continue
            name = self._named(entity.text, entity.label_)
            roles = {
                p.lemma[index]
                for index in range(p.left[head], min(p.right[head] + 1, head + 12))
                if p.pos[index] == "NOUN"
            }
            if p.dep[head] in ("appos", "compound", "nmod") and p.pos[p.head[head]] in ("NOUN", "PROPN"):
                roles.add(p.lemma[p.head[head]])
            roles.update(word.lower() for word in name.split() if word.lower() in BODIES)
            gender = "n"
            # "Bishop Emil Tarr" is "the bishop" afterwards.
            titles = range(max(0, entity.start - 2), entity.end)
            roles.update(p.lower[index] for index in titles if p.dep[index] == "compound" and p.head[index] == head)
            if entity.label_ == "PERSON":
                near = {p.lower[index] for index in range(max(0, entity.start - 3), min(len(p), entity.end + 1))}
                gender = "f" if near & _FEMALE or roles & _FEMALE else "m" if near & _MALE or roles & _MALE else ""
                gender = self._genders.setdefault(name, gender) or gender
            self._pending.append((entity.start, _Mention(name, gender, frozenset(roles))))
        del self._mentions[:-_REMEMBERED]

    def resolve(self, p: Parsed, doc: Doc, one: AttributionRelation) -> Party:
        """The claimant of an attribution in the passage entered last."""
        if one.source is None:
            return Party("", Attribution.VAGUE)
        span, head = _phrase(p, one.source)
        words = _bare(doc[span[0] : _clause_of(p, span)].text)
        earlier = self._before(span[0])
        pronoun = _PRONOUNS.get(p.lower[head]) if span[1] - span[0] == 1 else None
        if pronoun is not None:
            known = _antecedent(earlier, pronoun)
            if known is None:
                return Party(words, Attribution.VAGUE if p.lower[head] == "it" else Attribution.ROLE)
            self._pending.append((span[0], known))
            return Party(known.name, Attribution.NAMED)
        level = level_of_phrase(p, span, head)
        if level == Attribution.ROLE and ANONYMITY.search(" ".join(p.words[span[0] : span[1]])):
            level = Attribution.ANONYMOUS
        name = self._person(doc, span, head, p)
        if name:
            gender = self._genders.get(name, "")
            self._pending.append((span[0], _Mention(name, gender, _roles(p, span), True)))
            return Party(name, Attribution.NAMED)
        if p.lemma[head] in TEXTS and p.entity[head] not in ("ORG", "PERSON"):
            owner = self._author(p, doc, span, head) or self._document(earlier, p.lemma[head])
            if owner:
                roles = _DOCUMENTS if p.lemma[head] in _DOCUMENTS else frozenset((p.lemma[head],))
                self._pending.append((span[0], _Mention(owner, "n", roles, True)))
                return Party(owner, Attribution.NAMED)
        if level in (Attribution.ROLE, Attribution.ANONYMOUS) and p.lower[span[0]] in ("the", "this", "that"):
            known = next((m for m in reversed(earlier) if p.lemma[head] in m.roles and span[1] - span[0] <= 3), None)
            if known is not None and p.tag[head] != "NNS":
                self._pending.append((span[0], known))
                return Party(known.name, Attribution.NAMED)
        name = self._short.get(words) or _DETERMINER.sub("", words)
        plural = p.tag[head] in ("NNS", "NNPS") or any(p.dep[child] == "conj" for child in p.children[head])
        roles = _roles(p, span) | self._writes(p, one)
        self._pending.append((span[0], _Mention(name, "p" if plural else "n", roles, True)))
        return Party(name, level)

    def _before(self, position: int) -> list[_Mention]:
        return [
            *self._mentions,
            *(m for start, m in sorted(self._pending, key=lambda each: each[0]) if start < position),
        ]

    def _named(self, text: str, label: str) -> str:
        name = _bare(text)
        if label == "PERSON":
            name = _TITLE.sub("", name)
            full = self._full.get(name.split()[-1] if name.split() else "", name)
            return full if len(full) > len(name) else name
        return self._short.get(name, name)

    def _person(self, doc: Doc, span: Span, head: int, p: Parsed) -> str:
        """The person a phrase names: its head, or the name beside a role."""
        for entity in doc[span[0] : span[1]].ents:
            titled = _AFTER_TITLE.search(_bare(entity.text))
            if titled:
                return titled.group(1)
            if entity.label_ != "PERSON":
                continue
            root = entity.root.i
            if p.dep[root] == "poss" or (p.dep[root] == "pobj" and root != head) or (p.dep[root] == "conj"):
                continue
            if any(p.dep[child] == "conj" for child in p.children[head]):
                return ""  # several persons: their names stay together
            return self._named(entity.text, "PERSON")
        name = self._full.get(p.words[head], "")
        return (
            name
            if p.pos[head] == "PROPN" and (span[1] - span[0] == 1 or name in doc.text or p.entity[head] != "ORG")
            else ""
        )

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
        return _DETERMINER.sub("", _bare(doc[p.left[owner] : max(end, owner + 1)].text))

    def _document(self, earlier: list[_Mention], lemma: str) -> str:
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


def _antecedent(earlier: list[_Mention], gender: str) -> _Mention | None:
    for wanted in (True, False):  # who spoke before comes before who was merely mentioned
        for mention in reversed(earlier[-12:]):
            if mention.spoke is not wanted:
                continue
            if gender in ("m", "f") and mention.gender in ("", gender):
                return mention
            if gender in ("n", "p", "") and mention.gender == gender:
                return mention
    return None


def _roles(p: Parsed, span: Span) -> frozenset[str]:
    return frozenset(
        word for index in range(*span) if p.pos[index] in ("NOUN", "PROPN") for word in (p.lemma[index], p.lower[index])
    )


def _bare(text: str) -> str:
    name = " ".join(text.split()).strip(' ,;:–—-"“”„«»')
    return _OWNED.sub("", (_ABBREVIATED.sub("", name) or name).strip(" ,;:–—-()"))
