"""Interviews: answers that stand as quotations between questions, under the name that the first of them bears."""

from collections.abc import Sequence

from claims.analysis.reading.parsed import Parsed
from claims.analysis.reading.set_phrases import named_line
from claims.analysis.types import ExtractedClaim, Mode

_QUESTIONS = 1  # passages of others between two answers


class Interview:
    """Whose answers follow a line that names its speaker ("Maud Ferrier: “Nobody warned him.”"), question by question.

    The answers are passages that are quotations as a whole; two others in a row end the interview.
    """

    def __init__(self) -> None:
        self._answering: ExtractedClaim | None = None
        self._others = 0  # passages since the last answer

    def speaker(self, p: Parsed) -> ExtractedClaim | None:
        return self._answering if _is_quotation(p) else None

    def enter(self, p: Parsed, found: Sequence[ExtractedClaim]) -> None:
        """Take note of a passage and its claims."""
        if any(named_line(p)) and found:
            self._answering, self._others = found[0] if found[0].mode == Mode.DIRECT else None, 0
        elif _is_quotation(p):
            self._others = 0
        else:
            self._others += 1
            if self._others > _QUESTIONS:
                self._answering = None


def _is_quotation(p: Parsed) -> bool:
    """Whether a passage is one quotation from end to end."""
    last = len(p)
    while last and p.pos[last - 1] == "SPACE":
        last -= 1
    return bool(p.quotes) and p.quotes[0][0] == 0 and p.quotes[0][1] >= last
