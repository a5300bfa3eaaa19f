"""What tests of several modules begin with."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from claims.models import Claim
from tests.factories import CrossReferenceFactory, JudgementFactory, SuggestionFactory, VerdictFactory

Capture = Callable[..., AbstractContextManager]


@pytest.fixture
def recorded(db: None, django_capture_on_commit_callbacks: Capture) -> Claim:
    """Entries 1 and 2 are verdicts on this claim, entry 3 a judgement on its link, and 4 a verdict on another."""
    with django_capture_on_commit_callbacks(execute=True):
        reference = CrossReferenceFactory()
        SuggestionFactory(claim=reference.left)
        VerdictFactory(claim=reference.left, status="disputed")
        VerdictFactory(claim=reference.left, status="corroborated")
        JudgementFactory(left=reference.left, right=reference.right)
        VerdictFactory(status="unattributed")
    return reference.left
