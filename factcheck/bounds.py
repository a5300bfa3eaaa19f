"""The length of texts, held by the database: forms and serializers read `max_length`, a script may not."""

from django.db.models import CheckConstraint, Q, TextField
from django.db.models.functions import Length

TextField.register_lookup(Length)


def at_most(characters: int, *, model: str, field: str) -> CheckConstraint:
    """The constraint that keeps a text of the model within its `max_length`."""
    return CheckConstraint(condition=Q(**{f"{field}__length__lte": characters}), name=f"{model}_{field}_is_bounded")
