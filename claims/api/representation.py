"""How a claim is shown, in lists, on its own and inside a cross-reference."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.analysis.types import Strength
from claims.choices import DECISIONS, choices
from claims.models import REASON_CHARACTERS, Claim, Suggestion
from claims.querysets import ClaimQuerySet
from factcheck.api.serializers import Declared
from sources.models import Article

# Columns that no answer shows; a sentence vector and the features weigh more than all others together.
UNSHOWN = ("search", "entities", "hedges", "checkworthiness_reasons", "last_error")


def shown(claims: ClaimQuerySet) -> ClaimQuerySet:
    """All that the representation needs, in one query."""
    return claims.select_related("source", "suggestion").defer(*UNSHOWN)


class SuggestionSerializer(serializers.ModelSerializer):
    """What the machine would say. A null status is a decision not to suggest any; the reasons say why."""

    status = serializers.SerializerMethodField()
    strength = serializers.SerializerMethodField(help_text="how much it is worth, in a word; null without a status")
    reasons = serializers.ListField(child=serializers.CharField(max_length=REASON_CHARACTERS))

    class Meta:
        model = Suggestion
        fields = ["status", "strength", "confidence", "reasons"]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=DECISIONS, allow_null=True))
    def get_status(self, suggestion: Suggestion) -> str | None:
        return suggestion.status or None

    @extend_schema_field(serializers.ChoiceField(choices=choices(Strength), allow_null=True))
    def get_strength(self, suggestion: Suggestion) -> str | None:
        return suggestion.strength or None


class ClaimSerializer(serializers.ModelSerializer):
    """One assertion by one source."""

    source: Declared = serializers.SlugRelatedField(slug_field="slug", read_only=True, help_text="slug of the outlet")
    article: serializers.PrimaryKeyRelatedField[Article] = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True, help_text="null for a claim posted without one"
    )
    start = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="code point offset into the article's text"
    )
    end = serializers.IntegerField(read_only=True, allow_null=True, help_text="offset after the last character")
    stale = serializers.SerializerMethodField(help_text="the verdict should be looked at again")
    suggestion = serializers.SerializerMethodField(help_text="null until the first cross-check")

    class Meta:
        model = Claim
        fields = [
            "id",
            "source",
            "article",
            "text",
            "start",
            "end",
            "quote",
            "mode",
            "attribution",
            "claimant",
            "cue",
            "polarity",
            "checkworthiness",
            "status",
            "stale",
            "suggestion",
            "version",
            "created_at",
        ]
        read_only_fields = fields

    def get_stale(self, claim: Claim) -> bool:
        return hasattr(claim, "suggestion") and bool(claim.suggestion.stale_reason)

    @extend_schema_field(SuggestionSerializer(allow_null=True))
    def get_suggestion(self, claim: Claim) -> dict[str, Any] | None:
        return SuggestionSerializer(claim.suggestion).data if hasattr(claim, "suggestion") else None
