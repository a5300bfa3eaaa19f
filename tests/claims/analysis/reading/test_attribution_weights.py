from claims.analysis.reading.attribution_weights import Weights, weights


def test_a_score_is_the_sum_of_what_the_table_knows() -> None:
    assert Weights({"a": 1.5, "b": -0.5}).score(["a", "b", "unknown"]) == 1.0


def test_the_shipped_table_takes_reporting_words_for_cues() -> None:
    assert weights().score(("cue:lemma=say", "cue:lemma=accord")) > 0
