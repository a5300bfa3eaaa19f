import random

from sources.lineage import Report, fingerprints, origin, shared_origin, shared_share

WORDS = [f"word{number}" for number in range(400)]
TEXT = " ".join(WORDS)
COPY = " ".join([*WORDS[30:330], *(f"own{number}" for number in range(60))])


def report(source: str, text: str = "", **fields: str) -> Report:
    return Report(source=source, fingerprints=tuple(fingerprints(text)), **fields)


def test_a_cut_copy_with_a_new_end_is_seen_as_a_copy():
    assert "share" in shared_origin(report("Morning Post", TEXT), report("Evening Sun", COPY))


def test_two_texts_in_their_own_words_share_nothing():
    shuffled = random.Random(1).sample(WORDS, len(WORDS))
    assert shared_share(fingerprints(TEXT), fingerprints(" ".join(shuffled))) == 0


def test_one_quotation_in_common_makes_no_copy():
    quotation = " ".join(WORDS[:25])
    left = quotation + " " + " ".join(f"a{number}" for number in range(300))
    right = quotation + " " + " ".join(f"b{number}" for number in range(300))
    assert shared_origin(report("Morning Post", left), report("Evening Sun", right)) == ""


def test_marks_survive_other_capitals_and_punctuation():
    assert fingerprints("One two, three: four five six seven eight nine!") == fingerprints(
        "one TWO three four – five six seven eight nine"
    )


def test_a_text_shorter_than_one_run_has_no_marks():
    assert fingerprints("Too short to tell.") == fingerprints("") == []


def test_crediting_one_agency_is_one_origin():
    left, right = report("Morning Post", credit="Reuters"), report("Evening Sun", credit="Reuters")
    assert shared_origin(left, right) == "Both credit Reuters."
    assert origin(left) == origin(right)


def test_an_outlet_that_credits_the_other_leans_on_it():
    wire, paper = report("Meridian Press"), report("Morning Post", credit="meridian press")
    assert shared_origin(paper, wire) == shared_origin(wire, paper) == "Morning Post credits Meridian Press."
    assert origin(wire) == origin(paper)


def test_outlets_of_one_owner_are_one_origin():
    left, right = report("Morning Post", owner="Grand Media"), report("Evening Sun", owner="Grand Media")
    assert shared_origin(left, right) == "Both belong to Grand Media."


def test_outlets_that_nothing_links_stand_on_their_own():
    left, right = report("Morning Post", TEXT), report("Evening Sun", " ".join(reversed(WORDS)), credit="Reuters")
    assert shared_origin(left, right) == ""
    assert origin(left) != origin(right)
