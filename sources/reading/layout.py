"""Layout of a page's text: headline, byline, body, caption, furniture. Pure: no Django, no model.

The rules look at one paragraph at a time, so that the work grows with the length of the text and no faster.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from sources.reading.furniture import is_correction, is_furniture


class BlockKind(StrEnum):
    """The part a block plays on the page. Only BODY is read for claims."""

    HEADLINE = "headline"
    SUBHEAD = "subhead"
    BYLINE = "byline"
    DATELINE = "dateline"  # place and agency before the first sentence
    TIME = "time"  # when it was published, or a live blog's clock
    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"  # who took the picture
    CORRECTION = "correction"  # what the outlet said before and says no longer
    FURNITURE = "furniture"  # navigation, sharing, newsletters, addresses


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text without blank lines around it; `text[start:end]` is its words."""

    start: int
    end: int
    kind: BlockKind


_AGENCY = r"REUTERS|Reuters|AP|AFP|EPA|Xinhua|Getty(?: Images)?|TASS|dpa|DPA|Bloomberg|AAP|PA|Shutterstock|EFE|ANSA"
_PERSON = r"[A-Z][\w.’'-]{1,40}(?: [A-Z][\w.’'-]{1,40}){0,3}"  # bounded: "A.A.A." without end is tried at each A
_CREDIT = re.compile(
    rf"[(\[](?:File )?(?:Photo|Photograph|Image|Picture|Illustration|Graphic|Video|Source|Credit)s?"
    rf"(?: credit)?(?: ?[:/]| by| via| courtesy of)[^()\[\]\n]{{1,80}}[)\]]"
    rf"|\b(?:REUTERS|AFP|EPA|AAP|dpa|Xinhua|TASS|Bloomberg) ?/ ?{_PERSON}(?: ?/ ?(?:File(?: Photo)?|Handout|Pool))*"
    rf"|\bAP Photo ?/ ?{_PERSON}(?:, File)?"
    rf"|\b{_PERSON} ?/ ?(?:AFP|Getty|Reuters|REUTERS|AP|EPA|Shutterstock)(?: Images)?(?: via [A-Z][\w ]{{1,30}})?"
    rf"|\b(?:Photo(?:graph)?|Image|Picture)(?: credit| source)?: ?[A-Z][^\n.]{{1,60}}(?:[.]|$)"
    rf"|\b(?:AFP|AP|Reuters) via Getty Images|© ?(?:{_AGENCY})\b|\bGetty Images$"
    rf"|\bFile Photo$|\((?:AP|AFP|Reuters|EPA|Getty)(?: Photo)?(?:/[^()\n]{{1,50}})?\)$"
)
_CAPTION_START = re.compile(r"(?i)(?:image caption|file photo|in this (?:file )?photo|photo:|pictured[:,]|caption:)")
_BREADCRUMB = re.compile(r"^[^.!?\n]{1,40}(?:\s[/|>»›·•]\s[^.!?\n/|>»›]{1,40}){1,8}$")
_BYLINE = re.compile(
    rf"^(?:(?:By|BY|by|Written by|Posted by|From|Author:)\s+(?:{_PERSON}|[A-Z .'’-]{{3,40}})"
    rf"(?:(?:,| and|;)? [^.!?\n]{{1,80}})?"
    rf"|{_PERSON}(?:,| \|) (?:[\w ]+ )?"
    rf"(?:[Cc]orrespondent|[Rr]eporter|[Ee]ditor|[Ss]taff [Ww]riter|[Cc]olumnist)[\w ,]*)$"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} {_MONTH},? \d{{4}})"
)
_CLOCK = r"\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: ?(?:GMT|UTC|BST|ET|EST|EDT|CET|PT))?"
_TIME = re.compile(
    rf"(?i)^(?:(?:published|updated|last (?:updated|modified)|posted|date|first published|created)\b"
    rf"[:\s]*(?:on |at )?)?"
    rf"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(?:{_DATE}|{_CLOCK})"
    rf"(?:[,|\s·•–—-]+(?:at )?(?:{_CLOCK}|{_DATE}|updated|published|[A-Z]{{2,4}}))*[.]?$"
    rf"|^(?:\d+|an?) (?:minutes?|hours?|days?) ago$"
)
_LEADING_DATE = re.compile(rf"(?i)^(?:date|published|updated|posted)\b[:\s]*{_DATE}\s*")
_LIVE_CLOCK = re.compile(rf"^{_CLOCK}(?: ?[-–—:|])? (?=[A-Z“\"])")
_DATELINE = re.compile(
    r"^(?:(?:[A-Z][A-Z.’'-]+(?:[ /][A-Z][A-Z.’'-]+){0,4}(?:, [A-Z][\w. ]{1,20})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?)"
    r"(?: ?\([A-Za-z ./]{2,30}\))? ?(?:[—–]|--?) ?"
    r"|[A-Z][\w.’' ]{2,30}(?:, [A-Z][\w. ]{1,20})? ?\((?:Reuters|AP|AFP|Xinhua|dpa|TASS|PTI|UPI)\) ?(?:[—–:]|--?) ?)"
)
_TERMINAL = re.compile(r"[.!?…][\"”’')\]]*$")
_MARKS = re.compile(r"[“”\"]")
_BULLET = re.compile(r"^(?:[•‣◦▪*–—-]|\d{1,2}[.)]) ")
_OPENING = "“\"‘'("
_HEADLINE_WORDS = 30
_SUBHEAD_WORDS = 12
_CAPTION_WORDS = 80
_CAPTION_CHARACTERS = 1_000


def blocks(text: str) -> list[Block]:
    """The blocks of a normalised text, in order, without overlap; blank lines belong to none.

    A paragraph is cut where it fuses a date, a caption with its credit, or a dateline with the running text.
    """
    found: list[Block] = []
    expected = BlockKind.HEADLINE  # what a short line without a full stop is: headline, then its deck, then subheads
    for start, end in _lines(text):
        for block in _classified(text, start, end, expected):
            if block.kind is BlockKind.BODY:
                expected = BlockKind.BODY
            elif block.kind is BlockKind.HEADLINE:
                expected = BlockKind.SUBHEAD
            found.append(block)
    return found


def _lines(text: str) -> list[tuple[int, int]]:
    """Paragraphs; a paragraph whose lines stand on their own gives one span a line."""
    spans: list[tuple[int, int]] = []
    for paragraph in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text):
        lines = [
            (paragraph.start() + line.start(), paragraph.start() + line.end())
            for line in re.finditer(r"[^\n]+", paragraph.group())
        ]
        if _wrapped([text[start:end] for start, end in lines]):
            spans.append((lines[0][0], lines[-1][1]))
        else:
            spans.extend(lines)
    return spans


def _wrapped(lines: list[str]) -> bool:
    """Whether the lines are one paragraph wrapped at a fixed width, as in plain-text mail."""
    full = lines[:-1]
    if not full:
        return False
    ragged = sum(1 for line in full if _TERMINAL.search(line[-3:]))
    return all(40 <= len(line) <= 110 for line in full) and ragged * 2 <= len(full)


def _classified(text: str, start: int, end: int, expected: BlockKind) -> list[Block]:
    passage = text[start:end]
    if is_correction(passage):
        return [Block(start, end, BlockKind.CORRECTION)]
    words = passage.count(" ") + 1
    if words <= 60:
        kind = _short_kind(passage, words, expected)
        if kind:
            return [Block(start, end, kind)]
    out: list[Block] = []
    position = start
    for pattern, kind in (
        (_LEADING_DATE, BlockKind.TIME),
        (_LIVE_CLOCK, BlockKind.TIME),
        (_DATELINE, BlockKind.DATELINE),
    ):
        lead = pattern.match(text[position : min(end, position + 200)])
        if lead:
            out.append(_block(text, position, position + lead.end(), kind))
            position += lead.end()
    position = _captions(text, position, end, out)
    if position < end:
        out.append(_block(text, position, end, BlockKind.BODY))
    return [block for block in out if block.start < block.end]


def _captions(text: str, start: int, end: int, out: list[Block]) -> int:
    """Cut off pictures' captions with their credits; returns where the running text goes on."""
    position = start
    for credit in _CREDIT.finditer(text, start, end):
        if credit.start() - position > _CAPTION_CHARACTERS:
            break  # keeps `before` short, whatever stands there: credits that are passed over do not move `position`
        before, after = text[position : credit.start()], text[credit.end() : credit.end() + 3].lstrip()
        if before.count(" ") > _CAPTION_WORDS:
            break  # a credit-like mention deep inside running text
        bracketed = credit.group()[0] in "(["
        if (after and credit.end() < end and not (after[0].isupper() or after[0] in _OPENING)) or (
            before.strip() and not bracketed and not _TERMINAL.search(before.rstrip()[-4:])
        ):
            continue  # part of a sentence: "told Reuters / AFP reporters"
        if before.strip(" ,;:-"):
            out.append(_block(text, position, credit.start(), BlockKind.CAPTION))
        out.append(_block(text, credit.start(), credit.end(), BlockKind.CREDIT))
        position = credit.end()
    return position


def _short_kind(passage: str, words: int, expected: BlockKind) -> BlockKind | None:
    if _TIME.match(passage):
        return BlockKind.TIME
    if is_furniture(passage):
        return BlockKind.FURNITURE
    if _BYLINE.match(passage):
        return BlockKind.BYLINE
    if _CAPTION_START.match(passage):
        return BlockKind.CAPTION
    if _CREDIT.search(passage) or _BULLET.match(passage) or _LIVE_CLOCK.match(passage):
        return None
    if _TERMINAL.search(passage[-4:]) or passage.endswith((":", ",", ";")):
        return None
    if _BREADCRUMB.match(passage):
        return BlockKind.FURNITURE
    if expected is BlockKind.HEADLINE and words <= _HEADLINE_WORDS:
        return BlockKind.HEADLINE if words > 1 else BlockKind.FURNITURE
    if words <= (_HEADLINE_WORDS if expected is BlockKind.SUBHEAD else _SUBHEAD_WORDS) and not _MARKS.search(passage):
        return BlockKind.SUBHEAD
    return None


def _block(text: str, start: int, end: int, kind: BlockKind) -> Block:
    while start < end and text[start] in " \n":
        start += 1
    while end > start and text[end - 1] in " \n":
        end -= 1
    return Block(start, end, kind)
