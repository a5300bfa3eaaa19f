"""Pieces of work, and every result that one had."""

from django.db import models
from django.db.models import Q

from factcheck.work import Work, WorkQuerySet


class PieceQuerySet(WorkQuerySet):
    DUE = Q(state="due")
    FAILED = {"state": "failed"}
    AGAIN = {"state": "due"}


class Piece(Work):
    """One piece of work, known by its number."""

    number = models.IntegerField(unique=True)
    kind = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="due", db_default="due")

    objects = PieceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["id"], name="piece_due", condition=Q(state="due"))]

    def __str__(self) -> str:
        return f"{self.number}"


class Result(models.Model):
    """A result of a piece. Nothing keeps a piece from having two: that is counted."""

    number = models.IntegerField()
    engine = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"{self.number}"
