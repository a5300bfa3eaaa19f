import pytest

from claims.analysis.suggestion import suggest
from claims.analysis.types import Attribution, Evidence, Polarity, Relation, Status, Strength, Suggestion


def agrees(source: str, *, origin: str = "", independent: bool = True, score: float = 0.9, **more: object) -> Evidence:
    why = "" if independent else "Both quote the note."
    return Evidence(Relation.CORROBORATES, score, independent, source, origin or source, why, **more)  # type: ignore[arg-type]


def disputes(source: str, *, score: float = 0.9, denial: bool = False, claimant: str = "") -> Evidence:
    why = "Another number: “9” and “17”."
    return Evidence(Relation.DISPUTES, score, True, source, source, "", denial, why, claimant=claimant)


def suggested(
    *evidence: Evidence,
    attribution: Attribution = Attribution.NAMED,
    polarity: Polarity = Polarity.ASSERTS,
    hedges: tuple[str, ...] = (),
    claimant: str = "Ann Lee",
) -> Suggestion:
    return suggest(attribution=attribution, claimant=claimant, polarity=polarity, hedges=hedges, evidence=evidence)


# attribution, evidence, status
@pytest.mark.parametrize(
    ("attribution", "evidence", "status"),
    [
        (Attribution.NAMED, [agrees("B")], Status.CORROBORATED),
        (Attribution.NAMED, [agrees("B", independent=False)], Status.CORROBORATED),
        (Attribution.NAMED, [agrees("B"), disputes("C")], Status.DISPUTED),
        (Attribution.NAMED, [], None),
        (Attribution.NAMED, [agrees("B", score=0.34)], None),
        (Attribution.ROLE, [], None),
        (Attribution.VAGUE, [], Status.UNATTRIBUTED),
        (Attribution.NONE, [], Status.UNATTRIBUTED),
        (Attribution.ANONYMOUS, [agrees("B", independent=False)], Status.CORROBORATED),
        (Attribution.NONE, [agrees("B", independent=False)], Status.CORROBORATED),
        (Attribution.VAGUE, [agrees("B")], Status.CORROBORATED),
        (Attribution.VAGUE, [disputes("B")], Status.DISPUTED),
    ],
)
def test_the_status_follows_attribution_and_evidence(
    attribution: Attribution, evidence: list[Evidence], status: Status | None
) -> None:
    assert suggested(*evidence, attribution=attribution).status is status


def test_outlets_and_origins_are_counted_with_the_claims_own() -> None:
    found = suggested(
        agrees("B", independent=False, origin="note"), agrees("C", independent=False, origin="note"),
        agrees("D", origin="agency"), agrees("E", origin="agency"),
    )  # fmt: skip

    assert any("5 outlets, 2 origins" in reason for reason in found.reasons)
    assert "Both quote the note." in found.reasons


def test_one_origin_makes_for_less_confidence_than_two() -> None:
    assert suggested(agrees("B", independent=False)).confidence < suggested(agrees("B")).confidence


def test_an_origin_repeated_does_not_add_confidence_and_another_origin_does() -> None:
    once = suggested(agrees("B", origin="x", score=0.7)).confidence

    assert suggested(agrees("B", origin="x", score=0.7), agrees("C", origin="x", score=0.7)).confidence == once
    assert suggested(agrees("B", origin="x", score=0.7), agrees("C", origin="y", score=0.7)).confidence > once


def test_a_quotation_whose_meaning_changed_lowers_the_confidence_and_says_so() -> None:
    changed = suggested(agrees("B", meaning_changed=True))

    assert changed.confidence < suggested(agrees("B")).confidence
    assert any("changes its meaning" in reason for reason in changed.reasons)


def test_a_denial_is_named_with_who_denies_it() -> None:
    assert suggested(disputes("B", denial=True)).reasons[0] == "B reports a denial of it."
    denied = suggested(disputes("B", denial=True, claimant="mining company"))
    assert denied.reasons[0] == "B reports that the mining company denies it."
    assert suggested(disputes("B", denial=True, claimant="officials")).reasons[0] == "B reports that officials deny it."


@pytest.mark.parametrize(
    ("claimant", "reason"),
    [
        ("company", "The company denies what Kestria Daily reports."),
        ("Ann Lee", "Ann Lee denies what Kestria Daily reports."),
        ("the board", "The board denies what Kestria Daily reports."),
        ("owners of the plant", "Owners of the plant deny what Kestria Daily reports."),
        ("", "The outlet denies what Kestria Daily reports."),
    ],
)
def test_a_claim_that_denies_says_who_denies_what_which_outlet_reports(claimant: str, reason: str) -> None:
    found = suggested(disputes("Kestria Daily"), polarity=Polarity.DENIES, claimant=claimant)
    assert found.reasons[0] == reason
    assert not any("the other" in one for one in found.reasons)


def test_a_claimant_without_name_keeps_his_article_where_nothing_is_suggested() -> None:
    assert "Attributed to the company, and" in suggested(claimant="company").reasons[0]


def test_a_rumour_repeated_after_one_origin_is_a_rumour_still() -> None:
    found = suggested(agrees("B", independent=False), attribution=Attribution.VAGUE, claimant="")
    assert found.status is Status.UNATTRIBUTED
    assert found.reasons[1] == "B repeats it, but 2 outlets, 1 origin."


def test_agreement_of_one_origin_says_why_right_after_who_agrees() -> None:
    assert suggested(agrees("B", independent=False)).reasons[:2] == (
        "B reports it too, from the same origin.", "Both quote the note.",
    )  # fmt: skip


def test_a_contradiction_outweighs_agreement_of_the_same_origin() -> None:
    found = suggested(agrees("B", independent=False), agrees("C", independent=False), disputes("D", score=0.7))
    assert found.status is Status.DISPUTED


def test_every_status_comes_with_a_word_and_more_confidence_with_no_weaker_one() -> None:
    words = [suggested(agrees("B", score=score)).strength for score in (0.65, 0.75, 0.85, 0.97)]
    ranks = [list(Strength).index(word) for word in words if word]
    assert ranks == sorted(ranks, reverse=True)
    assert len(ranks) == 4
    assert suggested().strength is None


def test_a_dispute_says_who_agrees_nevertheless() -> None:
    assert any("C agrees with it" in reason for reason in suggested(disputes("B"), agrees("C")).reasons)


def test_no_suggestion_says_why_and_what_would_change_it() -> None:
    found = suggested()

    assert found.confidence == 0
    assert "Ann Lee" in found.reasons[0]
    assert "would change" in found.reasons[-1]


def test_the_order_of_the_evidence_does_not_matter() -> None:
    evidence = [agrees("B"), agrees("C", score=0.7), disputes("D"), disputes("E", denial=True)]

    assert suggested(*evidence) == suggested(*reversed(evidence))


def test_two_thousand_outlets_are_named_by_five_and_a_count() -> None:
    found = suggested(*(agrees(f"Outlet {number}") for number in range(2000)))

    assert max(map(len, found.reasons)) < 300
    assert "1995 more" in found.reasons[0]
