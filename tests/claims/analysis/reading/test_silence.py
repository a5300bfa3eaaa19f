import pytest

from claims.analysis.reading.extraction import extract
from claims.analysis.types import Attribution, Mode, Polarity
from sources.reading.text import normalise


@pytest.mark.parametrize(
    "sentence",
    [
        "The company did not say when it would reopen.",
        "The ministry has not said whether the licence was withdrawn.",
        "The regulator would not say how many workers were below ground.",
        "A spokeswoman wouldn't say if the plant was safe.",
        "Officials could not say how the fire began.",
        "The minister did not say that the tax would rise.",
        "Holm never said that the plant would close.",
        "A spokesman did not explain why the alarm had failed.",
        "The mayor did not specify how many houses had burned.",
        "The firm did not reveal how much it had paid.",
        "The bank declined to say whether it had lost money.",
        "The army refused to confirm that 12 soldiers had died.",
        "The ministry would neither confirm nor deny that 12 soldiers had died.",
        "Neither company would say how many jobs would go.",
    ],
)
def test_what_somebody_does_not_tell_is_no_claim(sentence: str) -> None:
    assert extract(sentence).claims == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "The bank declined to comment.",
        "The minister gave no reason for the delay of the trains.",
        "The police have not released the names of the dead.",
        "Holm could not be reached for comment on Monday.",
        "The firm was not immediately available for comment.",
        "The firm did not immediately respond to a request for comment.",
        "The bank has yet to comment on the loss of three million euros.",
        "The rebels did not release the hostages on Monday.",
        "The bank failed to report the crime to the police.",
        "He did not tell the police that he had a gun.",
        "Patients did not respond to the drug in any trial.",
        "The firm did not disclose the price of the mine.",
    ],
)
def test_what_somebody_did_not_do_is_the_outlets_own_claim(sentence: str) -> None:
    [claim] = extract(sentence).claims
    assert (claim.text, claim.mode, claim.polarity) == (sentence, Mode.NARRATOR, Polarity.ASSERTS)


@pytest.mark.parametrize(
    ("sentence", "claims"),
    [
        (
            "The mayor declined to comment but said the bridge was safe.",
            ["The mayor declined to comment", "the bridge was safe"],
        ),
        (
            "The army promised four boats but did not say where they would land.",
            ["four boats"],
        ),
        (
            "Holm, who resigned in May after the fire at the plant, did not say why he had left.",
            ["Holm, who resigned in May after the fire at the plant"],
        ),
        ("“We did not say that the plant was safe,” Holm said.", ["We did not say that the plant was safe"]),
    ],
)
def test_what_stands_beside_the_silence_is_claimed(sentence: str, claims: list[str]) -> None:
    found = [claim.text for claim in extract(normalise(sentence)).claims]
    assert len(found) == len(claims)
    for words, text in zip(claims, found, strict=True):
        assert words in text
        assert "did not say where" not in text


@pytest.mark.parametrize(
    ("sentence", "denies"),
    [
        ("The study did not find that the drug works.", True),
        ("Holm does not believe that the bridge is safe.", True),
        ("The report did not blame the driver of the train.", False),
    ],
)
def test_a_negated_cue_denies_only_what_stands_outside_of_it(sentence: str, denies: bool) -> None:
    [claim] = extract(sentence).claims
    assert (claim.polarity is Polarity.DENIES) is denies


@pytest.mark.parametrize(
    "sentence",
    [
        "The new hospital in Tirsk is expected to open in May.",
        "The results of the tests are expected on Friday.",
        "Snow is forecast for the weekend.",
        "The trial is scheduled to begin on 3 June.",
        "The report is due to be published in May.",
        "Prices are projected to rise by 4 per cent.",
        "The company was expected to report a loss.",
    ],
)
def test_a_plan_is_the_outlets_own_claim_and_no_hearsay(sentence: str) -> None:
    [claim] = extract(sentence).claims
    assert (claim.text, claim.mode, claim.attribution) == (sentence, Mode.NARRATOR, Attribution.NONE)


@pytest.mark.parametrize(
    "sentence",
    [
        "The former minister is believed to be in hiding.",
        "The bridge is thought to have been damaged by ice.",
        "The minister is widely expected to resign.",
    ],
)
def test_what_nobody_is_named_for_stays_hearsay(sentence: str) -> None:
    [claim] = extract(sentence).claims
    assert claim.attribution is Attribution.VAGUE
