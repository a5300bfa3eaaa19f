import pytest

from sources.independence.credits import agency_credit, credited_keys, outlet_key


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
        "Most people want the mine closed, according to a Reuters/Ipsos poll of Friday.",
        "Most people want the mine closed, a poll by Reuters/Ipsos found on Friday.",
        "Most people want the mine closed, according to a Bloomberg Politics poll of Friday.",
        "The mayor leads by nine votes, according to the Associated Press delegate count.",
        "Most people want the mine closed, the AP-GfK poll says in its latest round.",
        "The mayor, who told Reuters in a 2014 interview that all was safe, closed the mine on Monday.",
        "The Ministry of Mines (MOM) – the largest of all – closed the mine on Monday.",
        "Mayor Michael Bloomberg closed the mine.\n\nBloomberg said on Monday that it was flooded.",
        "The mine was run by one body alone – NATO.\n\nIt was closed on Monday, the mayor said.",
    ],
)
def test_a_poll_a_past_interview_and_a_namesake_are_no_credit(text):
    assert agency_credit(text) == ""


def test_a_statement_from_an_agency_far_down_does_not_make_the_article_the_agencys():
    start = "The mine was flooded on Monday.\n\nNine miners were saved.\n\n"
    assert agency_credit(start + "One of them told Reuters that it was dark.") == ""


@pytest.mark.parametrize(
    ("foot", "agency"),
    [
        ("- Reuters.", "Reuters"),
        ("— NNA", "NNA"),
        ("The Associated Press contributed to this report.", "AP"),
        ("(Reporting by Ann Lee in Harrow; Editing by Jo Reve)", "Reuters"),
    ],
)
def test_a_credit_at_the_foot_counts(foot, agency):
    text = "The mine was flooded on Monday.\n\nNine miners were saved.\n\nAll of them are well.\n\n"
    assert agency_credit(text + foot) == agency


def test_the_dateline_goes_before_what_another_agency_is_said_to_report():
    assert agency_credit("HARROW (NNA) – The mine was flooded, Reuters reported on Monday.") == "NNA"


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
