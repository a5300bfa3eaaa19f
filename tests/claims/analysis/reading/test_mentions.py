"""Whom pronouns and words such as "the company" stand for, and by which name a claimant goes."""

import pytest

from claims.analysis.reading.extraction import extract
from claims.analysis.reading.names import bare, person_in, without_title
from claims.analysis.types import Attribution
from sources.reading.text import normalise


def claimant_of(text: str, words: str) -> tuple[str, Attribution]:
    claim = next(claim for claim in extract(normalise(text)).claims if words in claim.text)
    return claim.claimant, claim.attribution


@pytest.mark.parametrize(
    ("text", "words", "claimant"),
    [
        (
            "“The vote was fair,” judge Tomas Ferro said.\n\n"
            "Vesna Rauk refused to concede. She said that she would ask for a recount.",
            "ask for a recount",
            "Vesna Rauk",
        ),
        (
            "Mayor Karin Holt praised the crews.\n\n"
            "Hanno Wirt, whose garage lies below the line, remembers it differently."
            " The ambulances came too late, he said.",
            "The ambulances came",
            "Hanno Wirt",
        ),
        (
            "Estia accused Norvia of opening the sluices. The river commission sent three engineers on Monday."
            " It said the sluices had been opened twice.",
            "had been opened twice",
            "river commission",
        ),
        (
            "“We ran,” said Darren Moyle. Gas was stored in the hall, according to a worker who asked not to be named."
            " “You could hear the bottles going off,” he said.",
            "You could hear",
            "worker who asked not to be named",
        ),
    ],
)
def test_a_pronoun_is_who_acted_or_spoke_last(text: str, words: str, claimant: str) -> None:
    assert claimant_of(text, words)[0] == claimant


def test_an_anonymous_speaker_stays_anonymous_behind_a_pronoun() -> None:
    text = "The hall was locked, said a worker in Tarn. “Nobody had the key to it,” he added."
    assert claimant_of(text, "Nobody had")[1] is Attribution.ANONYMOUS


def test_the_company_is_the_one_that_the_article_tells_of() -> None:
    text = (
        "Nordhall Motors was fined 1.5 million florins on Monday. Nordhall Motors paid bribes for years.\n\n"
        "The company said that it accepted the fine."
    )
    assert claimant_of(text, "accepted the fine") == ("Nordhall Motors", Attribution.NAMED)


def test_the_company_is_no_person_whose_surname_stands_before_it() -> None:
    text = (
        "His lawyer, Jonas Feld, said he would appeal. “It rests on the word of one man,” Feld said. "
        "Feld criticised the judge of Westmark. The company said that it accepted the fine."
    )
    assert "Feld" not in claimant_of(text, "accepted the fine")[0]


def test_a_campaign_is_named_with_whose_it_is() -> None:
    text = (
        "Rolf Teuber lost the vote on Sunday. His campaign says that observers were kept out of seven polling stations."
    )
    assert claimant_of(text, "kept out of seven")[0] == "His campaign (Rolf Teuber)"


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Ulla Terho, the head of an observer mission", "Ulla Terho"),
        ("Dr Amit Rowe, our duty manager", "Amit Rowe"),
        ("Korsa mayor Goran Petrik", "Goran Petrik"),
        ("The mayor of Korsa, Goran Petrik,", "Goran Petrik"),
        ("harbour master Teresa Oll", "Teresa Oll"),
        ("Central Electoral Commission, the body that counts", ""),
        ("Tarn Quays", ""),
    ],
)
def test_a_phrase_names_the_person_it_is_about(phrase: str, name: str) -> None:
    assert person_in(phrase) == name


def test_a_surname_with_a_courtesy_title_becomes_the_full_name() -> None:
    text = "Karin Oldsted has resigned. She had made mistakes in handling her expenses, Ms Oldsted said."
    assert claimant_of(text, "made mistakes")[0] == "Karin Oldsted"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("a waiter known as “Little Tom”,", "a waiter known as “Little Tom”"),
        ("“Little Tom” Ferrin", "“Little Tom” Ferrin"),
        ("“Tarn Herald”", "Tarn Herald"),
        ("Strand’s", "Strand"),
        ("The league, for its part", "The league"),
        ("Watch for Rights (WFR)", "Watch for Rights"),
    ],
)
def test_marks_are_stripped_from_a_name_where_they_are_no_part_of_it(words: str, name: str) -> None:
    assert bare(words) == name


def test_a_role_before_a_name_is_no_part_of_it() -> None:
    assert without_title("Shopkeeper Una Brisk") == "Una Brisk"
    assert without_title("Port Authority") == "Port Authority"
