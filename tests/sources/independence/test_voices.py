"""Truth table: who rests on whose word. The texts are those of the labelled dossiers and of readers' reports."""

import itertools

import pytest

from sources.independence.voices import ONE_WORD, Voice, one_voice, origins_among

RELEASE = Voice("", "Nordhall Motors", "organisation")
PAPER = Voice("Nordhall", "Lindvik Post", "newspaper")
POLICE = Voice("", "Police of the City of Veldrin", "government")
WIRE = Voice("Ilse Harrow", "Norda", "wire", {"ilse harrow": ["police"]})
SPACE_OFFICE = Voice("", "Ardenian Space Office", "government", {"naila ferhat": [""]})

ONE = [
    # A company does not confirm itself through a paper that quotes it.
    (RELEASE, PAPER),
    (RELEASE, Voice("the company", "Lindvik Post", "newspaper")),
    (RELEASE, Voice("a spokeswoman", "Lindvik Post", "newspaper")),
    (RELEASE, Voice("", "Lindvik Post", "newspaper", {}, ("nordhall",))),
    # One person, however the outlets spell the name.
    (Voice("Rainer Kröll", "Post", "newspaper"), Voice("Rainer Kroell", "Radio", "broadcaster")),
    (Voice("Dragomir Vesk", "Post", "newspaper"), Voice("Dragomir Wesk", "Radio", "broadcaster")),
    (Voice("Harrow", "Post", "newspaper"), Voice("Ilse Harrow", "Radio", "broadcaster")),
    # A person and the body that is spoken for.
    (POLICE, WIRE),
    (SPACE_OFFICE, Voice("Naila Ferhat", "Interline", "wire")),
    (Voice("ASO", "Ledger", "website"), Voice("the Ardenian Space Office", "Interline", "wire")),
    # Two who speak for one campaign.
    (
        Voice("Ada Holl", "Post", "newspaper", {"ada holl": ["teuber campaign"]}),
        Voice("Teuber's campaign", "Radio", "broadcaster"),
    ),
    # A document and its author, one study in two outlets.
    (
        Voice("the judgment", "Post", "newspaper"),
        Voice("Tomas Ferro", "Radio", "broadcaster", {"tomas ferro": ["court"]}),
    ),
    (Voice("the study", "Post", "newspaper"), Voice("the study", "Radio", "broadcaster")),
    # An outlet that is named as who says it.
    (Voice("Tempo", "Foundry End", "website"), Voice("", "Tempo Sport", "newspaper")),
]
TWO = [
    (Voice("", "Post", "newspaper"), Voice("", "Radio", "broadcaster")),
    (RELEASE, Voice("", "Industrial Union IGV", "organisation")),
    (RELEASE, POLICE),
    (RELEASE, Voice("", "Lindvik Post", "newspaper")),
    (POLICE, Voice("hospital officials", "Norda", "wire")),
    (RELEASE, Voice("Per Dahlgren", "Lindvik Post", "newspaper", {"per dahlgren": ["korsa bank"]})),
    (
        Voice("Rainer Kroell", "Radio", "broadcaster", {"rainer kroll": ["district fire"]}),
        Voice("the district office", "Post", "newspaper"),
    ),
    (Voice("one of the players", "Post", "newspaper"), Voice("one of them", "Radio", "broadcaster")),
    (Voice("Ann Lee", "Post", "newspaper"), Voice("Bo Lee", "Radio", "broadcaster")),
]


@pytest.mark.parametrize(("left", "right"), ONE)
def test_two_claims_on_one_word_are_one_origin_and_a_sentence_says_whose(left: Voice, right: Voice) -> None:
    assert one_voice(left, right).startswith(ONE_WORD)
    assert one_voice(left, right) == one_voice(right, left)


@pytest.mark.parametrize(("left", "right"), TWO)
def test_two_claims_on_two_words_stand_on_their_own(left: Voice, right: Voice) -> None:
    assert one_voice(left, right) == one_voice(right, left) == ""


def test_the_sentence_names_the_outlets_in_full() -> None:
    assert one_voice(RELEASE, PAPER) == "Both rest on the word of Nordhall Motors, which Lindvik Post gives."


def test_reports_of_one_study_are_one_origin_in_whatever_order_they_come() -> None:
    reports = [
        ("corroborates", "a", Voice("the study", "Post", "newspaper")),
        ("corroborates", "b", Voice("", "Radio", "broadcaster")),
        ("corroborates", "c", Voice("the study", "Sun", "newspaper")),
        ("disputes", "d", Voice("the study", "Star", "newspaper")),
    ]
    for order in itertools.permutations(reports):
        keys = dict(zip([key for _, key, _ in order], origins_among(order), strict=True))
        assert len(set(keys.values())) == 3
        assert keys["a"] == keys["c"]
