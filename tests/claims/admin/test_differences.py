from claims.admin.differences import Change, Part, marked


def change(here: str, there: str) -> Change:
    return Change(here, there, "wording", False)


def marks(parts: list[Part]) -> list[str]:
    return [part.text for part in parts if part.change]


def whole(parts: list[Part]) -> str:
    return "".join(part.text for part in parts)


def test_a_replaced_word_is_marked_in_both_passages() -> None:
    here, there = marked("It can only lead to more.", "It will only lead to more.", [change("can", "will")])
    assert (marks(here), marks(there)) == (["can"], ["will"])


def test_the_passages_stay_whole() -> None:
    left, right = "“We request you NOT to go.”", "We ask you not to go"
    here, there = marked(left, right, [change("request", "ask"), change("NOT", "not")])
    assert (whole(here), whole(there)) == (left, right)


def test_a_dropped_word_is_marked_only_where_it_stands() -> None:
    here, there = marked("a new and costly plan", "a new plan", [change("and costly", "")])
    assert (marks(here), marks(there)) == (["and costly"], [])


def test_of_a_repeated_word_the_one_that_differs_is_marked() -> None:
    here, _ = marked("the dog saw the cat", "the dog saw cat", [change("the", "")])
    assert [part.text for part in here] == ["the dog saw ", "the", " cat"]


def test_a_word_inside_a_longer_word_is_not_marked() -> None:
    here, _ = marked("cancel it, they can", "cancel it, they will", [change("can", "will")])
    assert [part.text for part in here] == ["cancel it, they ", "can"]


def test_words_that_are_not_in_the_passage_mark_nothing() -> None:
    here, _ = marked("nothing of the kind", "other", [change("absent", "gone")])
    assert here == [Part("nothing of the kind")]


def test_each_side_names_the_same_change() -> None:
    said = Change("can", "will", "modality", True)
    here, there = marked("They can go", "They will go", [said])
    assert [part.change for part in here + there if part.change] == [said, said]


def test_very_long_passages_are_marked_without_alignment() -> None:
    here, there = marked("word " * 20_000 + "can", "word " * 20_000 + "will", [change("can", "will")])
    assert (marks(here), marks(there)) == (["can"], ["will"])
