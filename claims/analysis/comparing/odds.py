"""Chances as log odds, in which the weights of features add up."""

from math import exp, log


def log_odds(chance: float) -> float:
    """The log odds of a chance of 0 to 1; those of 0 and 1 are cut to about -21 and 21."""
    bounded = min(1 - 1e-9, max(1e-9, chance))
    return log(bounded / (1 - bounded))


def chance_of(odds: float) -> float:
    """The chance, 0 to 1, of which these are the log odds."""
    return 1 / (1 + exp(-odds))
