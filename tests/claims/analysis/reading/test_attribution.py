import pytest

from claims.analysis.reading.extraction import extract
from claims.analysis.types import Attribution, ExtractedClaim, Mode, Polarity
from sources.reading.text import normalise


def only(text: str, words: str) -> ExtractedClaim:
    claims = extract(normalise(text)).claims
    found = [claim for claim in claims if words in claim.text]
    assert len(found) == 1, [claim.text for claim in claims]
    return found[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "Clara Nuñez said that the bridge was never inspected.",
        "The bridge was never inspected, Clara Nuñez said.",
        "The bridge was never inspected, said Clara Nuñez.",
        "According to Clara Nuñez, the bridge was never inspected.",
        "“The bridge was never inspected,” Clara Nuñez told the committee.",
    ],
)
def test_the_claimant_is_found_in_every_order(sentence: str) -> None:
    claim = only(sentence, "was never inspected")
    assert claim.claimant == "Clara Nuñez"
    assert claim.attribution is Attribution.NAMED


def test_the_content_stands_without_its_frame() -> None:
    claim = only("Clara Nuñez said that the bridge was never inspected.", "never inspected")
    assert claim.text == "the bridge was never inspected"
    assert claim.cue == "said"
    assert claim.mode is Mode.INDIRECT


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Tolvania denied that its army burned the villages.", "burned the villages"),
        ("The company rejected the accusation of fraud on Monday.", "accusation of fraud"),
        ("The mayor dismissed reports of a second leak.", "reports of a second leak"),
        ("The minister does not believe that the tax will rise.", "the tax will rise"),
        ("“There is no evidence that anybody set the mill on fire,” the mayor said.", "no evidence"),
    ],
)
def test_denials_are_told_from_assertions(sentence: str, words: str) -> None:
    assert only(sentence, words).polarity is Polarity.DENIES


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The mission dismissed the meeting as politically motivated.", "dismissed the meeting"),
        ("The minister rejected the plan as too expensive.", "rejected the plan"),
    ],
)
def test_refusing_a_thing_is_no_denial_of_it(sentence: str, words: str) -> None:
    claim = only(sentence, words)
    assert claim.polarity is Polarity.ASSERTS
    assert claim.mode is Mode.INDIRECT


def test_rejecting_a_report_as_something_is_a_denial() -> None:
    assert only("The minister rejected the report as a fabrication.", "the report").polarity is Polarity.DENIES


def test_a_negative_statement_is_still_asserted() -> None:
    assert only("The mayor said that the dam was not safe.", "was not safe").polarity is Polarity.ASSERTS


@pytest.mark.parametrize(
    ("sentence", "words", "expected"),
    [
        ("Omar Selim said the convoy had been shelled twice.", "shelled twice", Attribution.NAMED),
        ("The army's spokesman said the convoy had been shelled twice.", "shelled twice", Attribution.ROLE),
        ("Two officials said the convoy had been shelled twice.", "shelled twice", Attribution.ANONYMOUS),
        ("The convoy was reportedly shelled twice near the border.", "shelled twice", Attribution.VAGUE),
        ("Soldiers shelled the convoy twice near the border.", "shelled the convoy", Attribution.NONE),
    ],
)
def test_each_attribution_level_is_told(sentence: str, words: str, expected: Attribution) -> None:
    assert only(sentence, words).attribution is expected


def test_a_quotation_of_two_sentences_gives_a_claim_each() -> None:
    text = "“The bridge is closed. The tunnel stays open,” said Clara Nuñez."
    claims = extract(text).claims
    assert [claim.text for claim in claims] == ["The bridge is closed.", "The tunnel stays open"]
    assert {claim.claimant for claim in claims} == {"Clara Nuñez"}


def test_an_ellipsis_before_a_capital_parts_two_statements() -> None:
    text = "“They closed the bridge in March… The tunnel can only make it worse,” the engineer Clara Nuñez said."
    assert [claim.text for claim in extract(text).claims] == [
        "They closed the bridge in March…",
        "The tunnel can only make it worse",
    ]


def test_a_demand_is_kept_whole_with_who_makes_it() -> None:
    text = "The union urged the government to reopen the talks before the winter."
    assert only(text, "reopen the talks").text == text.rstrip(".")


def test_nobody_is_a_claimant_of_the_outlets_own_words() -> None:
    claim = only("The council opened the bridge in March after two years of work.", "opened the bridge")
    assert (claim.mode, claim.claimant, claim.cue) == (Mode.NARRATOR, "", "")
