"""Phrases of the word lists, found in the stems of a text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from claims.analysis.comparing.words import stem

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Found(Generic[Kind]):
    """A phrase at words [start, stop) of a text, with what the list says of it."""

    start: int
    stop: int
    kind: Kind


class Phrases(Generic[Kind]):
    """A list of phrases, each of one kind or several; met in any inflection of their words."""

    def __init__(self, entries: Iterable[tuple[str, Kind]], *, gap: int = 0) -> None:
        """`entries` give words apart by spaces; up to `gap` other words may stand within a phrase of several."""
        self._gap = gap
        table: dict[str, dict[tuple[str, ...], list[Kind]]] = {}
        for phrase, kind in entries:
            words = tuple(map(stem, phrase.split()))
            kinds = table.setdefault(words[0], {}).setdefault(words, [])
            if kind not in kinds:
                kinds.append(kind)
        self._table = {
            first: sorted(((words, tuple(kinds)) for words, kinds in found.items()), key=lambda item: -len(item[0]))
            for first, found in table.items()
        }

    def find(self, stems: Sequence[str]) -> list[Found[Kind]]:
        """The phrases in a text, in order: from each word the longest only."""
        found: list[Found[Kind]] = []
        for start, word in enumerate(stems):
            for words, kinds in self._table.get(word, ()):
                stop = self._end(stems, start, words)
                if stop:
                    found += (Found(start, stop, kind) for kind in kinds)
                    break
        return found

    def _end(self, stems: Sequence[str], start: int, words: tuple[str, ...]) -> int:
        """Where a phrase ends that starts here; 0 when it does not stand here."""
        place = start + 1
        for word in words[1:]:
            reach = stems[place : place + 1 + self._gap]
            if word not in reach:
                return 0
            place += reach.index(word) + 1
        return place
