import random
from itertools import permutations

import pytest

from sources.independence.lineage import Origins, Report, copied_share, fingerprints, links_among, origin, shared_origin

WORDS = [f"word{number}" for number in range(400)]
TEXT = " ".join(WORDS)
COPY = " ".join([*WORDS[30:330], *(f"own{number}" for number in range(60))])


def report(source: str, text: str = "", **fields: str) -> Report:
    return Report(source=source, fingerprints=tuple(fingerprints(text)), **fields)


def test_a_cut_copy_with_a_new_end_is_seen_as_a_copy():
    assert "share" in shared_origin(report("Morning Post", TEXT), report("Evening Sun", COPY))


def test_two_texts_in_their_own_words_share_nothing():
    shuffled = random.Random(1).sample(WORDS, len(WORDS))
    assert copied_share(report("Morning Post", TEXT), report("Evening Sun", " ".join(shuffled))) == 0


SPEECH = " ".join(WORDS[:150])


@pytest.mark.parametrize(
    "quotation",
    [
        f"“{SPEECH}.”",
        f'"{SPEECH}."',
        f"‘It’s {SPEECH},’ he said.",
        f"''{SPEECH},'' he said.",
        f"“{SPEECH}.\n\n“{SPEECH}.”",
    ],
    ids=["curly marks", "straight marks", "single marks", "doubled single marks", "over two paragraphs"],
)
def test_a_long_quotation_in_common_makes_no_copy(quotation):
    left = quotation + " " + " ".join(f"a{number}" for number in range(100)) + "."
    right = quotation + " " + " ".join(f"b{number}" for number in range(100)) + "."
    assert shared_origin(report("Morning Post", left), report("Evening Sun", right)) == ""


def test_a_copy_with_every_fifth_word_changed_is_seen_as_a_copy():
    choose = random.Random(2)
    changed = " ".join(word if choose.random() > 0.2 else f"own{word}" for word in WORDS)
    assert "share" in shared_origin(report("Morning Post", TEXT), report("Evening Sun", changed))


def test_a_few_words_that_are_a_large_part_of_a_short_text_make_a_copy():
    brief = " ".join(WORDS[50:70]) + "."
    reports = {1: report("Morning Post", TEXT), 2: report("Evening Sun", brief)}
    assert "share" in shared_origin(reports[1], reports[2])
    assert links_among(reports)


def test_a_set_phrase_in_two_short_texts_makes_no_copy():
    phrase = " ".join(WORDS[:8])
    left, right = (phrase + " " + " ".join(f"{name}{at}" for at in range(30)) for name in "ab")
    assert shared_origin(report("Morning Post", left), report("Evening Sun", right)) == ""


def test_marks_survive_other_capitals_and_punctuation():
    assert fingerprints("He said one two, three: four five six seven eight nine!") == fingerprints(
        "he said one TWO three four – five six seven eight nine."
    )


def test_a_text_shorter_than_one_run_has_no_marks():
    assert fingerprints("Too short to.") == fingerprints("") == []


def test_crediting_one_agency_is_one_origin():
    left, right = report("Morning Post", credit="Reuters"), report("Evening Sun", credit="Reuters")
    assert shared_origin(left, right) == "Evening Sun and Morning Post both credit Reuters."
    assert origin(left) == origin(right)


def test_an_outlet_that_credits_the_other_leans_on_it():
    wire, paper = report("Meridian Press", kind="wire"), report("Morning Post", credit="Meridian")
    assert shared_origin(paper, wire) == shared_origin(wire, paper) == "Morning Post credits Meridian Press."
    assert origin(wire) == origin(paper)


def test_an_outlet_that_is_named_as_where_something_was_read_is_an_origin():
    paper, site = report("Tarn Courier", kind="newspaper"), report("Whisper", credited=("tarn courier", "jo reve"))
    assert shared_origin(paper, site) == "Whisper credits Tarn Courier."


def test_a_party_to_the_story_that_is_quoted_is_no_origin():
    company, paper = report("Belloway Grain", kind="organisation"), report("Whisper", credited=("belloway grain",))
    assert shared_origin(company, paper) == ""


def test_outlets_of_one_owner_are_one_origin():
    left, right = report("Morning Post", owner="Grand Media"), report("Evening Sun", owner="Grand Media")
    assert shared_origin(left, right) == "Evening Sun and Morning Post both belong to Grand Media."


def test_outlets_that_nothing_links_stand_on_their_own():
    left, right = report("Morning Post", TEXT), report("Evening Sun", " ".join(reversed(WORDS)), credit="Reuters")
    assert shared_origin(left, right) == ""
    assert origin(left) != origin(right)


def test_what_leans_on_a_copy_leans_on_the_original_and_the_way_is_told():
    origins = Origins({(1, 2): "B copies A.", (2, 3): "C credits B."})
    assert origins.why(1, 3) == "B copies A. C credits B."
    assert origins.together(3) == {1, 2, 3}


def test_the_way_is_told_in_the_same_words_whichever_report_came_first():
    # Two ways as long lead from A to D: by B, or by C.
    reasons = {
        ("A", "B"): "A copies B.",
        ("B", "D"): "D copies B.",
        ("A", "C"): "C copies A.",
        ("C", "D"): "C copies D.",
    }
    told = set()
    for order in permutations("ABCD"):
        keys = {name: key for key, name in enumerate(order)}
        origins = Origins({tuple(sorted((keys[one], keys[other]))): why for (one, other), why in reasons.items()})
        told |= {origins.why(keys["A"], keys["D"]), origins.why(keys["D"], keys["A"])}
    assert told == {"A copies B. D copies B."}


def test_reports_that_no_way_joins_are_apart():
    origins = Origins({(1, 2): "B copies A."})
    assert origins.why(1, 3) == origins.why(1, 1) == ""
    assert origins.together(3) == {3}


def test_in_a_group_all_reports_of_one_origin_are_joined_and_no_others():
    group = {
        1: report("Meridian Press", TEXT, kind="wire"),
        2: report("Morning Post", COPY),
        3: report("Evening Sun", credited=("morning post",)),
        4: report("Radio One", credit="Reuters"),
        5: report("Daily Star", credit="Reuters"),
        6: report("Hill Echo", owner="Grand Media"),
        7: report("Lake Herald", owner="grand media"),
        8: report("Tarn Courier"),
    }
    origins = Origins(links_among(group))
    assert [origins.together(key) for key in (1, 4, 6, 8)] == [{1, 2, 3}, {4, 5}, {6, 7}, {8}]
