"""The numbers and words on the page are those of the comparison and of the texts."""

import itertools
import re
from math import exp, fsum, log

import pytest

from benchmarks.dossier_labels import load_all
from claims.analysis.comparing.claim_features import describe
from claims.analysis.comparing.matching import compare
from claims.analysis.comparing.words import normalise
from claims.analysis.reading.extraction import extract
from claims.analysis.types import Comparison, ExtractedClaim, Relation
from claims.analysis.vectors.encoder import encode
from tests.claims.analysis.claim_builder import claim, quoted

PAIRS = [
    (claim("House prices in the city increased sharply."), claim("House prices in the city decreased sharply.")),
    (claim("The council approved the new bridge."), claim("The council did not approve the new bridge.")),
    (claim("Nine people died in the explosion at the port."), claim("17 people died in the explosion at the port.")),
    (claim("The oil tank held on Monday", claimant="Norco"), claim("The oil tank held on Monday", claimant="Norco")),
    (claim("Beijing closed the border on Monday."), claim("China closed the border on Monday.")),
    (quoted("We lost 300 men in the storm", "The general"), quoted("We lost 200 men in the storm", "The general")),
    (
        claim("Norco denied that its plant leaked oil", claimant="Norco", cue="denied", denies=True),
        claim("The plant of Norco leaked oil into the river, residents said.", claimant="residents", cue="said"),
    ),
    (
        claim("it mistreats the Uyghurs", claimant="China", denies=True),
        claim(
            "Beijing denies the accusations",
            claimant="Beijing",
            cue="denies",
            denies=True,
            context="Western states say that Uighurs are mistreated in camps.",
        ),
    ),
]


def compared(left: ExtractedClaim, right: ExtractedClaim) -> Comparison:
    mine, other = encode([left.in_context, right.in_context])
    return compare(describe(left), describe(right), similarity=float(mine @ other))


@pytest.fixture(scope="module")
def linked() -> list[tuple[ExtractedClaim, ExtractedClaim, Comparison]]:
    """The pairs above, and all that the sample dossiers' texts link."""
    found = [(*pair, compared(*pair)) for pair in PAIRS]
    for dossier in load_all():
        claims = [one for article in dossier.articles.values() for one in extract(article.text).claims]
        vectors, features = encode([one.in_context for one in claims]), list(map(describe, claims))
        for left, right in itertools.combinations(range(len(claims)), 2):
            comparison = compare(features[left], features[right], similarity=float(vectors[left] @ vectors[right]))
            found.append((claims[left], claims[right], comparison))
    return [one for one in found if one[2].relation != Relation.NONE]


def test_the_features_shown_add_up_to_the_score(linked) -> None:
    assert len(linked) > 50
    for left, right, found in linked:
        odds = fsum(feature.score * feature.weight for feature in found.features)
        assert 1 / (1 + exp(-odds)) == pytest.approx(found.score, abs=1e-6), (left.text, right.text)


def test_every_sentence_of_a_feature_comes_with_the_weight_it_had(linked) -> None:
    [odds] = {
        feature.weight
        for _, _, found in linked
        for feature in found.features
        if feature.name == "claimant" and feature.detail
    }
    assert odds == pytest.approx(0.3)
    assert all(
        feature.weight > 0
        for _, _, found in linked
        for feature in found.features
        if feature.name == "overlap" and feature.detail
    )


def test_every_quoted_word_stands_in_one_of_the_texts(linked) -> None:
    quoted_words = 0
    for left, right, found in linked:
        written = set(re.findall(r"\w+", normalise(f"{left.text} {left.quote} {right.text} {right.quote}")))
        for reason in found.reasons:
            for passage in re.findall("“(.*?)”", reason):
                words = set(re.findall(r"\w+", normalise(passage)))
                assert words <= written, (reason, left.text, right.text)
                quoted_words += len(words)
    assert quoted_words > 100


def test_opposites_are_quoted_as_they_are_written() -> None:
    [reason] = [reason for reason in compared(*PAIRS[0]).reasons if "opposite" in reason]
    assert "“increased”" in reason
    assert "“decreased”" in reason


def test_the_other_way_round_gives_the_same_score_features_and_sentences() -> None:
    for left, right in PAIRS:
        forth, back = compared(left, right), compared(right, left)
        assert (forth.relation, forth.score, forth.reasons) == (back.relation, back.score, back.reasons)
        assert forth.features == back.features


def test_a_score_near_certain_still_adds_up() -> None:
    text = "Nine miners are missing after the flood of the Orlen mine on Monday, the mayor said."
    found = compared(claim(text), claim(text))
    odds = fsum(feature.score * feature.weight for feature in found.features)
    assert log(found.score / (1 - found.score)) == pytest.approx(odds, rel=1e-3)
