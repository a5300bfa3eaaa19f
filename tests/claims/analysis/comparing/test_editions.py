from claims.analysis.comparing import editions
from claims.analysis.comparing.editions import Found, Stored, align

OLD = [
    "The library of Esker, which burned in June, will be rebuilt for 7 million crowns",
    "Its 40,000 books were insured.",
    "The architect, Ria Sand, won a contest with 31 entries.",
]


def old(texts=OLD, **fields) -> list[Stored]:
    return [Stored(10 + at, text, start=100 * at, **fields) for at, text in enumerate(texts)]


def new(*texts: str, claimant: str = "") -> list[Found]:
    return [Found(text, claimant, 100 * at, 100 * at + len(text)) for at, text in enumerate(texts)]


def test_sentences_that_stand_are_found_in_any_order():
    assert align(old(), new(*reversed(OLD))).moved == {0: 12, 1: 11, 2: 10}


def test_a_comma_and_a_figure_leave_a_sentence_itself():
    found = align(old(), new(OLD[0].replace("7", "4"), OLD[1], OLD[2].replace(",", "")))
    assert (found.moved, found.gone) == ({0: 10, 1: 11, 2: 12}, ())


def test_a_short_sentence_with_another_figure_is_that_sentence():
    assert align(old(["Four people have died."]), new("Seven people have died.")).moved == {0: 10}


def test_a_sentence_that_only_has_the_frame_of_another_is_new_and_the_other_gone():
    found = align(old(["He said that it was the end of the war"]), new("He said that it was the price of the bread"))
    assert (found.moved, found.gone) == ({}, (10,))


def test_one_of_two_equal_sentences_is_gone_when_one_is_left():
    found = align(old(["It is closed.", "It is closed."]), new("It is closed."))
    assert (found.moved, found.gone) == ({0: 10}, (11,))


def test_of_two_equal_sentences_each_stays_with_its_claimant():
    stored = [Stored(1, "It is closed.", "Brandt", 0), Stored(2, "It is closed.", "Weiss", 50)]
    found = [Found("It is closed.", "Weiss", 0, 13), Found("It is closed.", "Brandt", 50, 63)]
    assert align(stored, found).moved == {0: 2, 1: 1}


def test_a_sentence_gone_before_comes_back_only_in_its_own_words():
    gone = old(["Its 40,000 books were insured."], current=False)
    assert align(gone, new("Its 40,000 books were insured")).moved == {0: 10}
    assert align(gone, new("Its 50,000 books were insured")) == editions.Editions({}, ())


def test_in_the_same_text_a_claim_is_known_by_its_place():
    stored = [
        Stored(1, "It is closed.", "Brandt", 0, place=(0, 13)),
        Stored(2, "It is closed.", "", 50, place=(50, 63)),
    ]
    found = [Found("It is closed.", "", 0, 13), Found("It is closed.", "Brandt", 50, 63)]
    assert align(stored, found).moved == {0: 1, 1: 2}


def test_the_comparisons_grow_with_the_sentences_and_no_faster(monkeypatch):
    compared = []
    likeness = editions.Indel.normalized_similarity

    class Counting:
        @staticmethod
        def normalized_similarity(*sides, **options):
            compared.append(1)
            return likeness(*sides, **options)

    monkeypatch.setattr(editions, "Indel", Counting)
    counts = []
    for size in (100, 200, 400):
        compared.clear()
        align(
            old([f"The same words stand in sentence {at} of many here" for at in range(size)]),
            new(*(f"The same words stood in sentence {at} of many there" for at in range(size))),
        )
        counts.append(len(compared))
    assert counts[2] - counts[1] <= 2.2 * (counts[1] - counts[0])
