import pytest

from sources.independence.affiliations import affiliations, body_key, person_key


@pytest.mark.parametrize(
    ("text", "person", "bodies"),
    [
        ("“It is safe,” said Naila Ferhat, director general of the Space Office.", "naila ferhat", ["space office"]),
        ("The director of the Medicines Agency, Dr Anneke Sool, agreed.", "anneke sool", ["medicines agency"]),
        ("“We believe him,” police chief Ilse Harrow told reporters.", "ilse harrow", ["police"]),
        ("That was wrong, said Fiona Strake, Corvane's managing director.", "fiona strake", ["corvane"]),
        ("Energy Minister Aldo Brisk gave no order.", "aldo brisk", ["energy ministry"]),
        ("The presiding judge, Tomas Ferro, read the verdict.", "tomas ferro", ["court"]),
        ("Annika Brändl, the chief executive, was sorry.", "annika brandl", [""]),
        ("The Space Office (SPO) lost a rocket. Its head, Naila Ferhat, is sad.", "naila ferhat", ["spo"]),
    ],
)
def test_who_speaks_for_whom_is_read_from_the_text(text: str, person: str, bodies: list[str]) -> None:
    assert affiliations(text) == {person: bodies}


def test_who_held_an_office_before_speaks_for_nobody() -> None:
    assert affiliations("Former energy minister Aldo Brisk gave no order.") == {}


def test_a_name_has_one_key_in_all_its_spellings() -> None:
    assert person_key("Dr Rainer Kröll’s") == person_key("Rainer Kroell") == "rainer kroll"
    assert body_key("the Thermaris AG") == body_key("Thermaris")
