"""Claimants: the fullest name the article gives for the words used here, and how openly it says who speaks."""

import re
from dataclasses import dataclass

from spacy.tokens import Doc

from claims.analysis.cues import BODY_NOUNS
from claims.analysis.types import Attribution

_TITLE = re.compile(
    r"^(?:(?:the|a|an|mr|mrs|ms|dr|sir|president|prime|minister|secretary|senator|sen|rep|gov|governor|"
    r"spokes(?:man|woman|person)|ambassador|professor|prof|judge|king|queen|prince|us|deputy|foreign|national|"
    r"security|adviser|advisor|chief|director|general|former|vice|chairman|chairwoman)\b\.?\s*)+",
    re.IGNORECASE,
)
_ANONYMOUS = re.compile(
    r"(?i)\b(?:sources?|officials?|people familiar|insiders?|aides?|advis[eo]rs?|diplomats?|analysts?|experts?|"
    r"observers?|critics?|witness(?:es)?|residents?|locals?|some|many|others|activists?|supporters?|opponents?)\b"
)
_ROLE = re.compile(
    r"(?i)\b(?:spokes(?:man|woman|person|people)|minister|president|director|chief|head|secretary|commander|chair\w*|"
    r"governor|mayor|ambassador|auditor|judge|prosecutor|lawyer|attorney|police|court|government|ministry|company|"
    r"campaign|officer|manager|professor|author|coach)\b"
)
_PRONOUNS = {
    "he": "m",
    "him": "m",
    "she": "f",
    "her": "f",
    "they": "p",
    "their": "p",
    "his": "m",
    "it": "n",
    "its": "n",
    "who": "",
    "i": "",
    "we": "",
}
_FEMALE = re.compile(r"(?i)\b(?:spokeswoman|chairwoman|mrs|ms|woman|queen|actress|mother|she|her)\b")
_MALE = re.compile(r"(?i)\b(?:spokesman|chairman|mr|man|king|actor|father|he|his)\b")


@dataclass(slots=True)
class _Party:
    name: str
    gender: str
    kind: str  # PERSON, ORG, GPE, ... or "" when no name
    words: str


class Claimants:
    """The parties of one article in the order they come up; resolves words to the fullest name so far."""

    def __init__(self, full_names: dict[str, str]) -> None:
        self._full = full_names  # last word of a person's name -> the full name, from the whole article
        self._parties: list[_Party] = []

    def resolve(self, doc: Doc, span: tuple[int, int] | None) -> str:
        """The claimant's name for the tokens `span` of `doc`; "" for None."""
        if span is None:
            return ""
        part = doc[span[0] : span[1]]
        words = part.text.strip(' ,–—-"“”')
        lower = words.lower()
        if lower in _PRONOUNS:
            return self._antecedent(_PRONOUNS[lower]) or words
        persons = [entity for entity in part.ents if entity.label_ == "PERSON"]
        if persons:
            name = re.sub(r"(?:'s|’s)$", "", persons[0].text)
            full = self._full.get(name.split()[-1], name)
            name = full if len(full) >= len(name) else name
            gender = "f" if _FEMALE.search(words) else "m" if _MALE.search(words) else ""
            self._remember(_Party(name, gender, "PERSON", words))
            return name
        root = part.root
        if root.lemma_.lower() in BODY_NOUNS and root.pos_ in ("NOUN", "PROPN"):
            author = self._author(doc, span)
            if author:
                return author
            earlier = next((p for p in reversed(self._parties) if p.kind != "PERSON"), None)
            if earlier and not any(entity.root.i != root.i for entity in part.ents):
                return earlier.name
        kind = part.ents[0].label_ if part.ents else ""
        name = re.sub(r"^(?:[Tt]he|[Aa]n?) ", "", words) if kind else words
        known = next((p for p in self._parties if p.name.lower() == name.lower()), None)
        self._remember(known or _Party(name, "p" if root.tag_.endswith("S") else "n", kind, words))
        return name

    def _author(self, doc: Doc, span: tuple[int, int]) -> str:
        """Whose document it is: "a note sent by China's mission", "the mission ... wrote in a note"."""
        for token in doc[span[0] : span[1]].root.subtree:
            if token.dep_ == "agent":
                for name in token.children:
                    if name.dep_ == "pobj":
                        end = next(
                            (c.left_edge.i for c in name.children if c.dep_ == "prep" and c.lower_ == "to"),
                            name.right_edge.i + 1,
                        )
                        words = doc[name.left_edge.i : end].text.strip()
                        self._remember(_Party(words, "n", "ORG", words))
                        return words
        return ""

    def _antecedent(self, gender: str) -> str:
        for party in reversed(self._parties):
            if gender in ("m", "f") and party.kind == "PERSON" and party.gender in ("", gender):
                return party.name
            if gender == "p" and party.gender == "p":
                return party.name
            if gender == "n" and party.kind != "PERSON" and party.gender != "p":
                return party.name
            if gender == "":
                return party.name
        return self._parties[-1].name if gender == "p" and self._parties else ""

    def _remember(self, party: _Party) -> None:
        self._parties.append(party)
        del self._parties[:-50]


def strength(words: str, claimant: str, named: bool) -> Attribution:
    """The rung of the ladder for a claimant's words."""
    if not claimant:
        return Attribution.VAGUE
    if named:
        return Attribution.NAMED
    if _ANONYMOUS.search(words):
        return Attribution.ANONYMOUS
    if _ROLE.search(words):
        return Attribution.ROLE
    return (
        Attribution.NAMED
        if any(word[:1].isupper() for word in claimant.split()[1:] or claimant.split())
        else Attribution.ROLE
    )
