from claims.analysis.reading.attribution_weights import TABLE, Weights, weights


def test_a_score_is_the_sum_of_what_the_table_knows() -> None:
    assert Weights({"a": 1.5, "b": -0.5}).score(["a", "b", "unknown"]) == 1.0


def test_the_shipped_table_holds_every_kind_of_feature_and_stays_small() -> None:
    names = ("cue:lemma=say", "cue:lemma=accord")
    assert weights().score(names) > 0
    assert TABLE.stat().st_size < 3_000_000
