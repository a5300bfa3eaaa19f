"""HTML on standard input, JSON on standard output: the article's text, and what the page says of it.

Run by sources.reading.text as its own process.

trafilatura finds the running text. What it loses of an article is put right before and after: quotations with their
speakers, the standfirst and byline under the headline, and the paragraphs of pages that it takes for one.
"""

import contextlib
import json
import re
import resource
import signal
import sys
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

MEMORY_LIMIT_BYTES = 1 << 31
_BLOCKS = ("h1", "h2", "h3", "h4", "p", "li", "blockquote")
_UNDER_HEADLINE = re.compile(
    r"(?i)\b(?:stand-?first|sub-?title|sub-?head(?:line|ing)?|deck?|strap-?line|lede?|lead|intro|summary|excerpt)\b"
)
_BYLINE_CLASS = re.compile(r"(?i)\bby-?line\b")
_BYLINE = re.compile(r"(?i)^by \S")
_OPENS = ("“", '"', "„", "«", "‘", "'")
_LEAST_STANDFIRST = 5  # words
_MOST_LEAD = 600  # characters of a standfirst or byline
_GAP = 80  # characters between two paragraphs of a line that are no paragraph: names, dates
_LEAST_SOUGHT = 20  # characters of a paragraph that is sought behind such a gap
_MOST_STATED = 500  # characters of a title, byline or time that the page states
_MOST_SCRIPTS = 50
# What the head of a page calls title, byline, and times, in the order in which one is preferred to another of a page.
_IN_HEAD = {
    "og:title": "title",
    "article:published_time": "published",
    "datepublished": "published",
    "date": "published",
    "article:modified_time": "modified",
    "datemodified": "modified",
    "author": "byline",
    "article:author": "byline",
}
Element = Any  # lxml has no types


def words_of(element: Element) -> str:
    """The text of an element with single spaces."""
    return " ".join("".join(element.itertext()).split())


def in_order(root: Element, *tags: str) -> list[Element]:
    return list(root.iter(*tags))


def write_quotations_out(root: Element) -> None:
    """Put quotation elements into quotation marks, and the speaker of <cite> or <figcaption> after a dash."""
    for quotation in in_order(root, "blockquote"):
        figure = quotation.getparent()
        figure = figure if figure is not None and figure.tag == "figure" else None
        if re.search(r"(?i)\b(?:twitter|instagram|tiktok|fb)-", quotation.get("class", "")):
            continue
        signature = ""
        captions = [] if figure is None else list(figure.iter("figcaption"))
        for part in [*quotation.iter("footer", "cite"), *captions]:
            parent = part.getparent()
            if parent is None or (part.tag == "cite" and parent.tag == "p" and words_of(parent) != words_of(part)):
                continue  # the name of a book within a sentence
            signature = signature or words_of(part).lstrip("-–—―~ ")
            part.drop_tree()
        paragraphs = [part for part in quotation.iter("p") if words_of(part)] or [quotation]
        texts = [words_of(part) for part in paragraphs]
        if not any(texts) or (figure is not None and any(True for _ in figure.iter("table", "pre", "video"))):
            continue
        if not texts[0].startswith(_OPENS):
            texts = [f"“{text}" for text in texts[:-1]] + [f"“{texts[-1]}”"]
        if signature:
            texts[-1] = f"{texts[-1]} — {signature}"
        replace_by_paragraphs(quotation if figure is None else figure, texts)


def replace_by_paragraphs(element: Element, texts: list[str]) -> None:
    tail, parent = element.tail, element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    parent.remove(element)
    for number, text in enumerate(texts):
        paragraph = element.makeelement("p", {})
        paragraph.text = text
        parent.insert(place + number, paragraph)
    paragraph.tail = tail


def lead(root: Element) -> list[str]:
    """Byline and standfirst below the headline, in order."""
    headline = next(iter(in_order(root, "h1")), None)
    if headline is None:
        return []
    found: list[str] = []
    in_header = headline.getparent() is not None and headline.getparent().tag in ("header", "hgroup")
    for element in islice(headline.itersiblings(), 6):
        if not isinstance(element.tag, str) or element.tag in ("article", "main", "nav", "ul", "section"):
            continue
        text, kind = words_of(element), element.get("class", "")
        if len(text) > _MOST_LEAD:
            continue
        is_byline = _BYLINE.match(text) and len(text.split()) < 25 and (_BYLINE_CLASS.search(kind) or in_header)
        is_standfirst = (
            element.tag in ("p", "h2", "h3", "div")
            and len(text.split()) >= _LEAST_STANDFIRST
            and (_UNDER_HEADLINE.search(kind) or (in_header and element.tag != "div"))
        )
        if is_byline or is_standfirst:
            found.append(text)
    return found


def with_lead(lines: list[str], root: Element) -> list[str]:
    """The lines with byline and standfirst, where they are missing, behind the headline."""
    known = set(lines)
    missing = [text for text in lead(root) if text not in known and not any(text in line for line in lines)]
    headline = next((words_of(element) for element in in_order(root, "h1")), "")
    place = lines.index(headline) + 1 if headline in known else 0
    return [*lines[:place], *missing, *lines[place:]]


def parted(lines: list[str], root: Element) -> Iterator[str]:
    """The lines; one that consists of several paragraphs of the page is cut into these."""
    paragraphs = [text for element in in_order(root, *_BLOCKS) if (text := words_of(element))]
    whole = set(paragraphs)
    for line in lines:
        if line in whole:
            yield line
            continue
        cuts, position = [0], 0  # where pieces of the line begin or end; where the next is sought
        for text in paragraphs:
            reach = _GAP if len(text) >= _LEAST_SOUGHT else 0
            start = line.find(text, position, position + reach + len(text))
            if start >= 0 and len(text) < len(line):
                position = start + len(text)
                cuts += [start, position]
        pieces = [line[low:high].strip() for low, high in pairwise([*cuts, len(line)])]
        yield from filter(None, pieces)


def says_of_itself(root: Element) -> dict[str, str]:
    """Title, byline, and times of publication and change as the page states them: in JSON-LD, then in its head."""
    found: dict[str, str] = {}

    def note(name: str, value: object) -> None:
        if isinstance(value, str) and (words := " ".join(value.split())):
            found.setdefault(name, words[:_MOST_STATED])

    for article in linked_data(root):
        note("title", article.get("headline"))
        for name, key in (("published", "datePublished"), ("modified", "dateModified")):
            note(name, article.get(key))
        authors = article.get("author")
        authors = authors if isinstance(authors, list) else [authors]
        names = [one.get("name") if isinstance(one, dict) else one for one in authors]
        note("byline", ", ".join(name for name in names if isinstance(name, str)))
    for meta in in_order(root, "meta"):
        of_what = _IN_HEAD.get((meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower())
        if of_what and not meta.get("content", "").startswith("http"):  # an author's page
            note(of_what, meta.get("content"))
    for headline in [*in_order(root, "h1")[:1], *in_order(root, "title")[:1]]:
        note("title", words_of(headline))
    return found


def linked_data(root: Element) -> Iterator[dict[str, Any]]:
    """The articles that the page describes in JSON-LD, the first of each script."""
    for script in in_order(root, "script")[:_MOST_SCRIPTS]:
        if script.get("type") != "application/ld+json":
            continue
        try:
            stated = json.loads(script.text_content())
        except (ValueError, RecursionError):
            continue
        stated = stated.get("@graph", stated) if isinstance(stated, dict) else stated
        for one in stated if isinstance(stated, list) else [stated]:
            kinds = one.get("@type") if isinstance(one, dict) else None
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and kind.endswith(("Article", "BlogPosting", "Blog")) for kind in kinds):
                yield one
                break


def read(html: str) -> dict[str, str]:
    """The article's `text`, its paragraphs separated by blank lines, "" when there is none; and `says_of_itself`."""
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring
    from trafilatura import extract

    try:
        root = document_fromstring(html.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except ParserError:
        return {"text": ""}
    stated = says_of_itself(root)
    for scripts in in_order(root, "script", "style", "noscript", "template"):
        if scripts.get("type") != "application/ld+json":
            scripts.drop_tree()
    write_quotations_out(root)
    text = extract(root, include_comments=False, include_tables=False, favor_recall=True) or ""
    lines = [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]
    return {**stated, "text": "\n\n".join(with_lead(list(parted(lines, root)), root))}


def main(seconds: int) -> int:
    """Read one page within so many seconds of processor time. Exit code 1 when nothing can be made of it."""
    for kind, most in ((resource.RLIMIT_AS, MEMORY_LIMIT_BYTES), (resource.RLIMIT_CPU, seconds)):
        with contextlib.suppress(ValueError, OSError):  # a lower limit already set by the operator stays
            resource.setrlimit(kind, (most, most + 1 if kind == resource.RLIMIT_CPU else most))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    found = read(sys.stdin.buffer.read().decode("utf-8", "replace"))
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
