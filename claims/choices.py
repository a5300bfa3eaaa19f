"""The states that rows can be in, and the words of the analysis as choices of a field."""

from enum import StrEnum

from django.db import models

from claims.analysis.types import Relation, Status


def choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, member.value.capitalize()) for member in enum]


STORED_RELATIONS = [(value, label) for value, label in choices(Relation) if value != Relation.NONE]
DECISIONS = [(value, label) for value, label in choices(Status) if value != Status.UNREVIEWED]


class CheckState(models.TextChoices):
    """Whether a claim awaits its cross-check."""

    DUE = "due", "Due"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class CheckPriority(models.IntegerChoices):
    """Which cross-checks go first: the smaller number."""

    ASKED_FOR = 0, "Posted, found or asked for"
    LARGE_RUN = 5, "One of many that somebody asked for"
    BACKGROUND = 10, "In the background"


class RunState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"
    FAILED = "failed", "Failed"
