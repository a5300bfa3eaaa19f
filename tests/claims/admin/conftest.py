"""Browsers of three people who may log in to the admin."""

import pytest
from django.test import Client

from tests.factories import UserFactory


def browser(group: str) -> Client:
    client = Client()
    client.force_login(UserFactory(group=group, is_staff=True, username=group.lower() or "stranger"))
    return client


@pytest.fixture
def reviewer(db: None) -> Client:
    return browser("Reviewers")


@pytest.fixture
def contributor(db: None) -> Client:
    return browser("Contributors")


@pytest.fixture
def stranger(db: None) -> Client:
    """A member of staff without any permission."""
    return browser("")
