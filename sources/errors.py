"""Errors of ingestion."""

from typing import Self

from django.conf import settings


class IngestError(ValueError):
    """What is wrong with what was sent, as a sentence, and the field it concerns."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


class TooLarge(IngestError):
    """More text than one article may have."""

    @classmethod
    def of(cls, field: str, characters: int) -> Self:
        most = settings.ARTICLE_MAX_CHARACTERS
        return cls(field, f"An article may have {most:,} characters at most; this one has {characters:,}.")


class NotYours(IngestError):
    """The address holds an article that somebody else posted."""
