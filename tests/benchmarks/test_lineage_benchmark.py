from random import Random

import pytest

from benchmarks.lineage import (
    Marks,
    Text,
    at_least,
    best_threshold,
    called_copied,
    longest_shared,
    main,
    marks,
    near_in_time,
    report,
    sharing,
)
from benchmarks.lineage_credits import credit_table, marked
from benchmarks.lineage_edits import COPYING, NOT_COPYING, chain, copies, cut, new_lead, paragraphs, reorder, rewrite
from sources.independence.lineage import Report, shared_origin

FIRST = "The bridge was closed on Monday after nine cars had stopped there. Nobody knows when it opens again."
SECOND = "The mayor walked over it in the morning. “It holds,” she said to all who stood there. They went home."
TEXT = f"{FIRST}\n\n{SECOND}"
OTHER = "A dog barked all night long. The neighbours complained of it.\n\nThe owner was sorry for it."


def text(outlet: str, day: int, words: str = "") -> Text:
    return Text(f"{outlet}-{day}", outlet, day, words)


def test_a_cut_keeps_the_asked_share_of_sentences_in_their_order():
    kept = cut(0.6)(TEXT, OTHER, Random(1)).replace("\n\n", " ")
    places = [TEXT.replace("\n\n", " ").index(sentence) for sentence in kept.split(". ")]
    assert places == sorted(places)
    assert 0.3 < len(kept) / len(TEXT) < 0.9


def test_another_order_keeps_every_paragraph():
    assert sorted(paragraphs(reorder(TEXT, OTHER, Random(1)))) == sorted([FIRST, SECOND])


def test_the_new_lead_is_the_other_texts_and_replaces_the_old():
    assert paragraphs(new_lead(TEXT, OTHER, Random(1))) == [paragraphs(OTHER)[0], SECOND]


def test_a_rewrite_changes_about_the_asked_share_of_words_and_no_quotation():
    long = "\n\n".join([TEXT] * 50)
    changed = rewrite(0.2)(long, "cat", Random(1))
    assert changed.count("“It holds,”") == 50
    left = sum(changed.count(word) for word in ("bridge", "Monday", "stopped", "morning", "walked"))
    assert left / 250 == pytest.approx(0.8, abs=0.07)


def test_a_chain_of_edits_makes_them_all():
    assert paragraphs(chain(new_lead, reorder)(TEXT, OTHER, Random(3)))[0] in {paragraphs(OTHER)[0], SECOND}


def test_only_the_quotations_of_the_text_stand_in_the_other_article():
    (copy,) = copies([(TEXT, [OTHER])], NOT_COPYING, 1)
    assert "“It holds,”" in copy.text
    assert "bridge" not in copy.text


def test_copies_are_the_same_in_every_run_and_as_many_as_asked():
    made = copies([(TEXT, [OTHER])], COPYING, 3)
    assert made == copies([(TEXT, [OTHER])], COPYING, 3)
    assert len(made) == 3 * len(COPYING)


def test_a_pair_counts_as_copied_from_both_thresholds_on():
    pairs = [Marks(6, 60), Marks(5, 6), Marks(6, 61), Marks(0, 0)]
    assert at_least(pairs, share=0.1, runs=6) == 1


@pytest.mark.parametrize("shared", [0, 3, 4, 5, 6, 9])
@pytest.mark.parametrize("shorter", [5, 12, 14, 20, 59, 61, 95])
def test_the_table_calls_copied_what_the_service_does(shared, shorter):
    shared = min(shared, shorter)
    left = Report("a", fingerprints=tuple(range(shorter)))
    right = Report("b", fingerprints=tuple(range(shorter - shared, 200)))
    assert called_copied([marks(left, right)]) == bool(shared_origin(left, right))


def test_the_baseline_gets_the_threshold_that_parts_copies_from_others_best():
    assert best_threshold([0.9, 0.8, 0.4], [0.5, 0.3]) == 0.8


def test_only_pairs_of_different_outlets_that_share_marks_are_looked_at():
    texts = [text("a", 1, TEXT), text("b", 1, TEXT), text("a", 2, TEXT), text("c", 1, OTHER)]
    found = sharing(texts, [report(one.name, one.words) for one in texts])
    assert set(found) == {(0, 1), (1, 2)}
    assert found[0, 1].share == 1.0


def test_near_in_time_are_articles_of_one_day_and_the_next():
    texts = [text("a", 1), text("b", 1), text("b", 2), text("b", 3), text("a", 1)]
    assert sorted(near_in_time(texts)) == [(0, 1), (0, 2), (1, 4), (4, 2)]


def test_the_longest_passage_in_common_is_shown_as_printed():
    assert longest_shared("He saw THE old bridge. Then rain.", "Then the old bridge fell.") == "THE old bridge"


@pytest.mark.parametrize(
    ("article", "agency"),
    [
        ("The bridge\n\nHARROW (AP) — It was closed.", "AP"),
        ("It was closed.\n\n(Reporting by Ann Lee; Editing by Jo Reve)", "Reuters"),
        ("It was closed.\n\nThe Associated Press contributed to this report.", "AP"),
        ("It was closed, the mayor told Reuters.\n\nShe went home.", ""),
    ],
)
def test_a_mark_is_a_dateline_or_a_line_at_the_foot(article, agency):
    assert marked(article) == agency


def test_credits_are_counted_beside_the_marks_and_the_differences_shown():
    articles = ["HARROW (AP) — It was closed.", "It was closed, Reuters reported.\n\nShe went home.", "It was closed."]
    shown = "\n".join(credit_table(articles, verbose=True))
    assert "| AP | 1 | 1 | 1 | 1 |" in shown
    assert "| Reuters | 1 | 0 | 0 | 1 |" in shown
    assert "1 marked articles our credits has 1; 1 more" in shown
    assert "ours Reuters, marked none" in shown


def test_the_sample_dossiers_alone_make_a_table(capsys):
    main([])
    shown = capsys.readouterr().out
    assert "| independent pairs: called copied | 0/8 0.000 |" in shown
    assert "Labelled copies found: 2/2" in shown
