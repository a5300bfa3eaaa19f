"""Claimants: the fullest name the article gives for the words used at the claim.

"Singh" is the Daleep Singh named before, "she" the last woman or person of no known gender, "the memo" the note
that China's mission wrote, "the ministry" the Foreign Ministry. What the article doesn't tell stays as it is worded.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from spacy.tokens import Doc

from claims.analysis.reading.attribution import TEXTS, AttributionRelation
from claims.analysis.reading.attribution_level import BODIES, level_of_phrase
from claims.analysis.reading.mentions import Mention, antecedent, gender_of_name, is_persons_name, meant_by
from claims.analysis.reading.names import AFTER_TITLE, DETERMINER, bare, is_role, person_in, without_title
from claims.analysis.reading.parsed import Parsed, Span
from claims.analysis.reading.set_phrases import sender_in_clause
from claims.analysis.reading.source_phrases import SourcePhrase, clause_of, is_person, roles_in, source_phrase
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
_AGED = re.compile(r"(?:[Tt]he )?\d{1,3}-year-old")
_TIMES = frozenset(("DATE", "TIME"))
_COURTESY = frozenset(("mr", "mrs", "ms", "miss", "dr"))
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
            if entity.label_ == "PERSON" or is_persons_name(name):
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
            name = bare(entity.text)
            label = "PERSON" if self._person_named(name) or is_persons_name(name) else entity.label_
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
        end = clause_of(p, (p.left[head], p.right[head] + 1))
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
        phrase = source_phrase(p, doc, one.source)
        aged = _AGED.fullmatch(phrase.words)
        if p.entity[phrase.head] in _TIMES and p.pos[phrase.head] != "PROPN" and not aged:
            return Party("", Attribution.VAGUE)  # "had been reported by the end of May"
        earlier = self._before(phrase.start)
        pronoun = _PRONOUNS.get(p.lower[phrase.head]) if phrase.end - phrase.start == 1 else None
        if aged:
            pronoun = ""  # "the 54-year-old"
        if pronoun is not None:
            return self._pronoun(p, phrase, antecedent(earlier, pronoun))
        return (
            self._person_of_name(p, doc, phrase)
            or self._owner_of_text(p, doc, phrase, earlier)
            or self._known_by_role(p, phrase, earlier)
            or self._as_worded(p, phrase, earlier, one.head)
        )

    def _person_of_name(self, p: Parsed, doc: Doc, phrase: SourcePhrase) -> Party | None:
        """The person whom the phrase names."""
        name = self._person(doc, phrase, p)
        if not name:
            return None
        self._remember(p, phrase, name, self._gender(name), roles_in(p, phrase))
        return Party(name, Attribution.NAMED)

    def _owner_of_text(self, p: Parsed, doc: Doc, phrase: SourcePhrase, earlier: list[Mention]) -> Party | None:
        """Whoever wrote the document that the phrase names: "the memo" is by China's mission."""
        lemma = p.lemma[phrase.head]
        if lemma not in TEXTS or p.entity[phrase.head] in ("ORG", "PERSON"):
            return None
        owner = self._author(p, doc, phrase.head) or self._document(earlier, lemma)
        if not owner:
            return None
        self._remember(p, phrase, owner, "n", _DOCUMENTS if lemma in _DOCUMENTS else frozenset((lemma,)))
        return Party(owner, Attribution.NAMED)

    def _known_by_role(self, p: Parsed, phrase: SourcePhrase, earlier: list[Mention]) -> Party | None:
        """The party named before that "the ministry" or "this official" means."""
        by_role = phrase.level in (Attribution.ROLE, Attribution.ANONYMOUS)
        if not by_role or p.lower[phrase.start] not in ("the", "this", "that"):
            return None
        known = meant_by(earlier, p.lemma[phrase.head], phrase.end - phrase.start)
        if known is None or p.tag[phrase.head] == "NNS":
            return None
        self._pending.append((phrase.start, known.again(self._place(p, phrase.start))))
        return Party(known.name, known.level)

    def _as_worded(self, p: Parsed, phrase: SourcePhrase, earlier: list[Mention], cue_head: int) -> Party:
        """The party in the article's own words, where nothing before tells more."""
        head = phrase.head
        name = self._short.get(phrase.words) or DETERMINER.sub("", phrase.words)
        name, level = self._owned(p, phrase, earlier, name)
        plural = p.tag[head] in ("NNS", "NNPS") or any(p.dep[child] == "conj" for child in p.children[head])
        roles = roles_in(p, phrase) | self._writes(p, cue_head)
        gender = "p" if plural else "" if is_person(p, head) else "n"
        label = "ORG" if p.entity[head] == "ORG" and not self._person_named(name) else ""
        self._remember(p, phrase, name, gender, roles, level, label)
        return Party(name, level)

    def _remember(
        self,
        p: Parsed,
        phrase: SourcePhrase,
        name: str,
        gender: str,
        roles: frozenset[str],
        level: Attribution = Attribution.NAMED,
        label: str = "",
    ) -> None:
        """Keep a party that spoke for what comes after it."""
        mention = Mention(name, gender, roles, True, True, self._place(p, phrase.start), level, label)
        self._pending.append((phrase.start, mention))

    def _pronoun(self, p: Parsed, phrase: SourcePhrase, known: Mention | None) -> Party:
        """The party a pronoun stands for, or the pronoun itself where nobody before fits."""
        if known is None:
            return Party(phrase.words, Attribution.VAGUE if phrase.words.lower() == "it" else Attribution.ROLE)
        gender = _PRONOUNS.get(p.lower[phrase.start], "")
        if known.label == "PERSON" and gender in ("m", "f"):
            self._genders[known.name] = gender
        self._pending.append((phrase.start, known.again(self._place(p, phrase.start))))
        return Party(known.name, known.level)

    def _owned(self, p: Parsed, phrase: SourcePhrase, earlier: list[Mention], name: str) -> tuple[str, Attribution]:
        """ "His campaign" with whose it is: "His campaign (Rolf Teuber)"."""
        is_office = p.lemma[phrase.head] in _OFFICES
        gender = _PRONOUNS.get(p.lower[phrase.start], "")
        if p.tag[phrase.start] != "PRP$" or not gender or (gender == "n" and not is_office):
            return name, phrase.level
        owner = antecedent(earlier, gender)
        if owner is None or owner.level != Attribution.NAMED:
            return name, phrase.level
        return f"{name} ({owner.name})", Attribution.NAMED if is_office else phrase.level

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

    def _person(self, doc: Doc, phrase: SourcePhrase, p: Parsed) -> str:
        """The person a phrase names: its head, or the name beside a role."""
        head = phrase.head
        tokens = doc[phrase.start : phrase.end]
        several = any(p.dep[child] == "conj" for child in p.children[head])  # their names stay together
        for entity in tokens.ents:
            titled = AFTER_TITLE.search(bare(entity.text))
            if titled:
                return titled.group(1)
            if entity.label_ != "PERSON":
                continue
            root = entity.root.i
            if p.dep[root] == "poss" or (p.dep[root] == "pobj" and root != head) or (p.dep[root] == "conj"):
                continue
            return "" if several else person_in(tokens.text) or self._named(entity.text, "PERSON")
        told = "" if several else person_in(tokens.text)
        if told:
            return told
        name = self._person_named(p.words[head])
        alone = phrase.end - phrase.start == 1 or p.lower[phrase.start].rstrip(".") in _COURTESY
        return name if p.pos[head] == "PROPN" and (alone or name in doc.text or p.entity[head] != "ORG") else ""

    def _author(self, p: Parsed, doc: Doc, head: int) -> str:
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

    def _writes(self, p: Parsed, cue_head: int) -> frozenset[str]:
        """The kind of document the cue says the words stand in: "wrote in a note"."""
        for child in p.children[cue_head]:
            if p.dep[child] == "prep":
                for noun in p.children[child]:
                    if p.lemma[noun] in _DOCUMENTS:
                        return _DOCUMENTS
        return frozenset()
