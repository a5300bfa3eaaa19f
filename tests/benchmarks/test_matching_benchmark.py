from benchmarks.matching import rank
from claims.analysis.comparing.pair import Pair
from tests.claims.analysis.claim_builder import features


def test_a_number_in_common_ranks_a_candidate_higher() -> None:
    asked = features("Nine people died in the port.")
    same, other = features("9 dead in the port."), features("12 dead in the port.")

    assert rank(Pair(asked, same, 0.5)) > rank(Pair(asked, other, 0.5))
