import pytest

from sources.credits import agency_credit, credited_keys, outlet_key


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("HARROW (Reuters) - The mine was flooded on Monday.", "Reuters"),
        ("The mine was flooded. This came from a message from Reuters on Friday.", "Reuters"),
        ("The mine was flooded on Monday. That is according to a Reuters report of Friday.", "Reuters"),
        ("ORRIN, May 3 (NNA) – The storks of Lake Orrin have returned, the institute said.", "NNA"),
        ("The storks have returned, the Northern News Agency (NNA) reported on Friday.", "NNA"),
        ("The storks have returned, the news agency Norda reported on Friday.", "Norda"),
        ("The storks of Lake Orrin have returned to their nests. – NNA", "NNA"),
        ("Guards at the gate. REUTERS / Ann Lee / File Photo", ""),
        ("The mayor told reporters that the mine (the oldest here) was flooded.", ""),
    ],
)
def test_the_agency_that_the_running_text_credits_is_found(text, agency):
    assert agency_credit(text) == agency


@pytest.mark.parametrize(
    "text",
    [
        "The mine was flooded, the Tarn Courier reported on Monday.",
        "According to the Tarn Courier, the mine was flooded on Monday.",
        "The mine was flooded on Monday, as a report in the Tarn Courier has it.",
        "“It was flooded,” the mayor told the Tarn Courier on Monday.",
    ],
)
def test_an_outlet_that_the_text_reports_after_is_among_the_credited(text):
    assert outlet_key("Tarn Courier") in credited_keys(text)


def test_an_outlet_that_is_only_mentioned_is_not_credited():
    assert credited_keys("The owner of the Tarn Courier visited the mine on Monday with his family.") == []


def test_the_names_of_one_outlet_have_one_key():
    assert len({outlet_key(name) for name in ("Meridian Press", "The Meridian  Press", "MERIDIAN")}) == 1
    assert outlet_key("Press") == "press"
