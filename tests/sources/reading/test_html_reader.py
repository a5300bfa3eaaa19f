"""What a page gives as article text: quotations with their speakers, standfirst and byline, short pages too."""

import textwrap
from pathlib import Path

import pytest

from sources.reading.layout import BlockKind
from sources.reading.text import blocks, from_html

HEAD = '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><nav><a href="/">Home</a></nav>'
FOOT = "<footer><p>© 2026 All rights reserved.</p></footer></body></html>"
STORY = (
    "<p>The storm crossed the islands of Varn between midnight and four in the morning, and tore the roofs off some "
    "sixty houses.</p><p>The airport stayed closed until noon. Two ferries broke their lines and drifted into the "
    "outer harbour, where tugs caught them at daybreak.</p>"
)


def page(body: str) -> str:
    return f"{HEAD}{body}{FOOT}"


def lines(body: str) -> list[str]:
    return from_html(page(body)).split("\n\n")


def body_of(html: str) -> list[str]:
    text = from_html(html)
    return [text[block.start : block.end] for block in blocks(text) if block.kind is BlockKind.BODY]


@pytest.mark.parametrize(
    "head",
    [
        '<header><h1>Storm toll</h1><p class="standfirst">Officials said that nine people died.</p></header>',
        "<header><h1>Storm toll</h1><p>Officials said that nine people died.</p></header>",
        '<div class="head"><h1>Storm toll</h1><h2 class="subtitle">Officials said that nine people died.</h2></div>',
    ],
)
def test_what_stands_under_the_headline_is_read_before_the_story(head: str) -> None:
    assert body_of(page(f'{head}<div class="article-body">{STORY}</div>'))[0] == "Officials said that nine people died."


def test_what_stands_under_the_headline_is_read_once() -> None:
    found = lines(f"<article><header><h1>Storm</h1><p>Nine people died in Varn.</p></header>{STORY}</article>")
    assert found.count("Nine people died in Varn.") == 1


def test_an_article_of_one_paragraph_is_read_once() -> None:
    """trafilatura 2.1 gives it twice."""
    paragraph = (
        "Nine people died when the storm crossed the islands of Varn, the ministry said on Monday. The airport stayed "
        "closed until noon and two ferries broke their lines."
    )
    assert lines(f"<article><p>{paragraph}</p></article>").count(paragraph) == 1


def test_the_byline_stays_with_the_article() -> None:
    found = lines(
        f'<article><h1>Storm toll</h1><p class="byline">By ABBY BYRNE and ROBERT BYFIELD</p>{STORY}</article>'
    )
    assert found[:2] == ["Storm toll", "By ABBY BYRNE and ROBERT BYFIELD"]


@pytest.mark.parametrize(
    "quotation",
    [
        "<blockquote><p>“We heard the roof go.”</p><cite>Ada Brook, inspector</cite></blockquote>",
        "<blockquote>We heard the roof go. <footer>— <cite>Ada Brook, inspector</cite></footer></blockquote>",
        "<figure><blockquote><p>We heard the roof go.</p></blockquote>"
        "<figcaption>— Ada Brook, inspector</figcaption></figure>",
    ],
)
def test_a_quotation_keeps_its_speaker(quotation: str) -> None:
    assert "“We heard the roof go.” — Ada Brook, inspector" in lines(
        f"<article><h1>Storm toll</h1>{STORY}{quotation}<p>The mayor thanked the tugs.</p></article>"
    )


def test_a_quotation_over_paragraphs_is_marked_as_in_print() -> None:
    quotation = "<blockquote><p>It was dark on the quay.</p><p>Nobody saw the ferries go.</p></blockquote>"
    found = lines(f"<article><h1>Storm</h1>{STORY}<p>The mayor wrote:</p>{quotation}<p>It rained.</p></article>")
    assert found[-3:] == ["“It was dark on the quay.", "“Nobody saw the ferries go.”", "It rained."]


def test_a_book_named_within_a_sentence_is_no_speaker() -> None:
    found = lines(f"<article><h1>Storm</h1>{STORY}<p>The book <cite>Gales</cite> sold out in a day.</p></article>")
    assert found[-1] == "The book Gales sold out in a day."


@pytest.mark.parametrize(
    "short",
    [
        '<article><h1>Wool prices fall</h1><p>Wool fell to its lowest price since 1998.</p><p>Tags: <a rel="author" '
        'href="/tag/wool">Wool</a> <a rel="author" href="/tag/perrin">Perrin</a></p></article>',
        "<h1>Wool prices fall</h1><p>Wool fell to its lowest price since 1998.</p>"
        '<p><a rel="tag" href="/t">Wool</a></p>',
        "<article><header><h1>Wool prices fall</h1><div><span>By Ann Lee</span></div></header>"
        "<p>Wool fell to its lowest price since 1998.</p>"
        '<div class="tags"><a href="/t">Wool</a> <a href="/p">Perrin</a></div></article>',
    ],
)
def test_a_short_page_with_a_heading_and_tags_is_an_article(short: str) -> None:
    assert body_of(page(short)) == ["Wool fell to its lowest price since 1998."]


def slow_reader(folder: Path, work: str) -> Path:
    script = folder / "reader.py"
    script.write_text(
        textwrap.dedent(f"""
        import resource, sys, time
        sys.path.insert(0, {str(Path(__file__).parents[3])!r})
        from sources.reading import html_reader
        def read(html):
            {work}
            return {{"text": "The mill burned down on Monday."}}
        html_reader.read = read
        sys.exit(html_reader.main(int(sys.argv[1])))
        """)
    )
    return script


def test_a_page_that_waits_for_a_busy_machine_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.reading.text.HTML_LIMIT_SECONDS", 1)
    monkeypatch.setattr("sources.reading.text._READER", slow_reader(tmp_path, "time.sleep(1.5)"))
    assert from_html(page(STORY)) == "The mill burned down on Monday."


def test_a_page_that_keeps_the_processor_busy_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.reading.text.HTML_LIMIT_SECONDS", 1)
    monkeypatch.setattr("sources.reading.text._READER", slow_reader(tmp_path, "while True: pass"))
    with pytest.raises(ValueError, match="within 1 seconds of processor time"):
        from_html(page(STORY))


def test_a_page_that_never_ends_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.reading.text.HTML_LIMIT_WAIT_SECONDS", 0.5)
    monkeypatch.setattr("sources.reading.text._READER", slow_reader(tmp_path, "time.sleep(60)"))
    with pytest.raises(ValueError, match=r"could not be read within 0\.5 seconds"):
        from_html(page(STORY))


def test_a_page_that_fills_the_memory_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sources.reading.text._READER", slow_reader(tmp_path, "bytearray(3 << 30)"))
    with pytest.raises(ValueError, match="could not be read as HTML"):
        from_html(page(STORY))
