"""Normalisation of texts, their language and hash, and the text of HTML pages. Pure: no Django.

All offsets of the service are code point offsets into what `normalise` returns.
"""

import hashlib
import json
import re
import signal
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from sources.reading.layout import Block, BlockKind, blocks

__all__ = [
    "Block",
    "BlockKind",
    "Page",
    "blocks",
    "from_html",
    "language",
    "normalise",
    "page_from_html",
    "sha256",
]

HTML_LIMIT_BYTES = 1_000_000
HTML_LIMIT_SECONDS = 10  # of processor time: a busy machine takes longer and still reads the page
HTML_LIMIT_WAIT_SECONDS = 60  # by the clock, for a process that does nothing
_READER = Path(__file__).with_name("html_reader.py")
_LANGUAGE_SAMPLE = 10_000  # characters; more changes no answer and costs time

_LINE_END = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028]")
_SPACE = re.compile(r"[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Control characters, invisible marks (zero-width space, soft hyphen, byte order mark), marks that change the
# writing direction and could make a text read otherwise than it is stored, and lone surrogates. The joiners
# U+200C and U+200D stay: words of Persian and emoji need them.
_UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# Marks that are drawn on the letter before them. Unicode puts them into an order of its own, which takes time in the
# square of their number on one letter, and Python does nothing else meanwhile. So a letter keeps as many as the
# Stream-Safe Text Format of UAX #15 allows; no language needs more than ten. The format would part a longer run by an
# invisible joiner; here the surplus is left out, since it shows nothing but noise.
MOST_MARKS = 30
_MARK = "[" + "".join(filter(unicodedata.combining, map(chr, range(0x300, 0x20000)))) + "]"
_SURPLUS = re.compile(f"({_MARK}{{{MOST_MARKS}}}){_MARK}+")


def bounded_marks(text: str) -> str:
    """The text with at most MOST_MARKS combining marks on one letter; to be called before any Unicode form is made."""
    return text if text.isascii() else _SURPLUS.sub(r"\1", text)


def normalise(raw: str) -> str:
    """The text in the one form that is stored: NFC, `\\n` line ends, plain spaces, no control characters.

    Runs of spaces become one, no line begins or ends with a space, and at most one blank line stands between
    paragraphs; a letter has MOST_MARKS combining marks at most. Idempotent; linear in the length.
    """
    text = raw.replace("\u2029", "\n\n")
    text = _LINE_END.sub("\n", text)
    text = _SPACE.sub(" ", text)
    text = _UNWANTED.sub("", text)
    text = re.sub(r" {2,}", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    text = re.sub(r"\n{3,}", "\n\n", text)
    # Once more afterwards: some marks are taken apart into two.
    return bounded_marks(unicodedata.normalize("NFC", bounded_marks(text.strip(" \n"))))


def sha256(text: str) -> str:
    """The hexadecimal SHA-256 of the UTF-8 text (64 characters)."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def language(text: str) -> str:
    """The BCP 47 tag of the language the text is most likely written in; "und" when it has no letters."""
    sample = text[:_LANGUAGE_SAMPLE]
    if not any(character.isalpha() for character in sample):
        return "und"
    import py3langid  # loads a model of some megabytes: only when a text does not state its language

    tag, _ = py3langid.classify(sample)
    return str(tag)


@dataclass(frozen=True, slots=True)
class Page:
    """The article inside a page, and what the page says of it, times as written; empty where it says nothing."""

    text: str
    title: str = ""
    byline: str = ""
    published: str = ""
    modified: str = ""


def from_html(html: str) -> str:
    """The text of page_from_html."""
    return page_from_html(html).text


def page_from_html(html: str) -> Page:
    """The article inside a page, normalised, its paragraphs separated by blank lines, and what the page says of it.

    Runs in a process of its own: a page made to keep a parser busy is stopped after 10 seconds of processor time.
    Raises ValueError, with a sentence, for a page above 1 MB, without an article, or that takes too long.
    """
    data = html.encode("utf-8", "replace")
    if len(data) > HTML_LIMIT_BYTES:
        raise ValueError(f"The page has {len(data):,} bytes; at most {HTML_LIMIT_BYTES:,} are read.")
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_READER), str(HTML_LIMIT_SECONDS)],
            input=data,
            capture_output=True,
            timeout=HTML_LIMIT_WAIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ValueError(f"The page could not be read within {HTML_LIMIT_WAIT_SECONDS} seconds.") from None
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise ValueError(f"The page could not be read within {HTML_LIMIT_SECONDS} seconds of processor time.")
    if done.returncode != 0:
        raise ValueError("The page could not be read as HTML.")
    found = {name: normalise(said) for name, said in json.loads(done.stdout).items()}
    if not found["text"]:
        raise ValueError("The page holds no article text.")
    return Page(**found)
