import pytest

from claims.analysis.reading.extraction import extract
from claims.analysis.types import Mode
from sources.reading.text import normalise


def claimants(text: str) -> dict[str, str]:
    return {claim.text: claim.claimant for claim in extract(normalise(text)).claims if claim.cue}


def who(text: str, words: str) -> str:
    return next(name for said, name in claimants(text).items() if words in said)


def test_a_last_name_stands_for_the_person_named_before() -> None:
    text = "Clara Nuñez leads the office.\n\nNuñez said the bridge was never inspected."
    assert who(text, "never inspected") == "Clara Nuñez"


def test_she_is_the_last_woman_who_spoke() -> None:
    text = (
        "The spokeswoman Clara Nuñez said the bridge was closed. Her chief, Mr Peter Holm, was absent.\n\n"
        "She added that the tunnel stayed open."
    )
    assert who(text, "tunnel stayed open") == "Clara Nuñez"


def test_the_note_is_its_senders() -> None:
    text = (
        "“The meeting is a provocation,” Tolvania's mission wrote in a note on Thursday.\n\n"
        "“It can only lead to more tension,” the note added."
    )
    assert who(text, "more tension") == "Tolvania's mission"


def test_a_note_that_tells_its_sender_is_resolved_where_it_stands() -> None:
    text = "“The meeting is a provocation,” said a note sent by Tolvania's mission to other embassies."
    assert who(text, "provocation") == "Tolvania's mission"


def test_several_speakers_stay_together() -> None:
    text = "Western governments and rights groups have accused the army of burning eleven villages."
    assert who(text, "burning eleven villages") == "Western governments and rights groups"


def test_a_pronoun_that_nothing_explains_stays_as_it_is() -> None:
    assert who("He said the bridge was never inspected.", "never inspected").lower() == "he"


def test_the_words_used_here_are_kept_beside_the_name() -> None:
    text = "Clara Nuñez leads the office.\n\nNuñez said the bridge was never inspected."
    claim = next(claim for claim in extract(text).claims if claim.cue)
    assert claim.claimant_words == "Nuñez"
    assert text[claim.claimant_start : claim.claimant_end] == "Nuñez"


def test_a_short_name_in_brackets_is_left_out_of_the_claimant() -> None:
    text = "The mission counted 580 pairs this spring, the Northern Press Agency (NPA) reported."
    assert who(text, "580 pairs") == "Northern Press Agency"


def test_a_clause_that_tells_of_the_claimant_is_no_part_of_the_name() -> None:
    text = "Officials at the mining ministry, who asked not to be named, said that the shaft was never inspected."
    assert who(text, "never inspected") == "Officials at the mining ministry"


@pytest.mark.parametrize(
    "text",
    [
        "The ministry ordered all 43 kitchens to hand over their temperature logs.",
        "The port union agreed on Monday to refrain from strikes until the summer.",
        "The coast guard was informed by the rescue service at one in the morning.",
        "Those present were asked three times by loudspeaker to leave the bridge.",
        "The district council is thinking about a ban on cars in the old town.",
    ],
)
def test_who_does_something_is_not_said_to_tell_of_it(text: str) -> None:
    assert [(claim.mode, claim.claimant) for claim in extract(text).claims] == [(Mode.NARRATOR, "")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The board agreed that the dam was never inspected.", "board"),
        ("As experts consider, the dam was never inspected.", "experts"),
        ("The dam was never inspected, informed the Ministry of Works.", "Ministry of Works"),
        ("Tom Ferrin left on Friday. The 54-year-old said the dam was never inspected.", "Tom Ferrin"),
        ("The commission's head, Vera Kolar, said the dam was never inspected.", "Vera Kolar"),
        ("The transport minister, Karin Oldsted, left.\n\nShe said the dam was never inspected.", "Karin Oldsted"),
    ],
)
def test_who_tells_is_named_in_full(text: str, name: str) -> None:
    assert who(text, "never inspected") == name
