"""How a claim is shown, in lists, on its own and inside a cross-reference."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.analysis.types import Strength
from claims.choices import DECISIONS, CheckState, choices
from claims.models import REASON_CHARACTERS, Claim, Suggestion
from claims.querysets import ClaimQuerySet
from factcheck.api.serializers import Declared
from sources.models import Article

# Columns that no answer shows; a sentence vector and the features weigh more than all others together.
UNSHOWN = (
    *("search", "entities", "hedges", "checkworthiness_reasons"),
    *(f"article__{field.name}" for field in Article._meta.concrete_fields if field.name not in {"id", "url"}),
)
# What stands in the table, and how it is called outside: a check that is due is one to wait for.
CHECK_STATES = [("pending", "Pending"), ("done", "Done"), ("failed", "Failed")]


def shown(claims: ClaimQuerySet) -> ClaimQuerySet:
    """All that the representation needs, in one query."""
    return claims.select_related("source", "article", "suggestion").defer(*UNSHOWN)


class SuggestionSerializer(serializers.ModelSerializer):
    """What the machine would say. A null status is a decision not to suggest any; the reasons say why."""

    status = serializers.SerializerMethodField()
    strength = serializers.SerializerMethodField(help_text="how much it is worth, in a word; null without a status")
    reasons = serializers.ListField(child=serializers.CharField(max_length=REASON_CHARACTERS))

    class Meta:
        model = Suggestion
        fields = ["status", "strength", "confidence", "reasons", "updated_at"]
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
    article_url = serializers.CharField(
        source="article.url", default="", read_only=True, max_length=2000, help_text="empty where it has none"
    )
    current = serializers.BooleanField(
        read_only=True, help_text="false when the newest version of the article lacks its sentence"
    )
    start = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="code point offset into the article's text"
    )
    end = serializers.IntegerField(read_only=True, allow_null=True, help_text="offset after the last character")
    check_state = serializers.SerializerMethodField(help_text="whether its cross-check is over")
    check_reason = serializers.CharField(
        source="last_error", read_only=True, help_text="why the check failed or is tried again"
    )
    stale = serializers.SerializerMethodField(help_text="the verdict should be looked at again")
    suggestion = serializers.SerializerMethodField(help_text="null until the first cross-check")

    class Meta:
        model = Claim
        fields = [
            "id",
            "source",
            "article",
            "article_url",
            "current",
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
            "published_at",
            "client_ref",
            "check_state",
            "check_reason",
            "status",
            "stale",
            "suggestion",
            "version",
            "created_at",
            "updated_at",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=CHECK_STATES))
    def get_check_state(self, claim: Claim) -> str:
        return "pending" if claim.check_state == CheckState.DUE else claim.check_state

    def get_stale(self, claim: Claim) -> bool:
        return hasattr(claim, "suggestion") and bool(claim.suggestion.stale_reason)

    @extend_schema_field(SuggestionSerializer(allow_null=True))
    def get_suggestion(self, claim: Claim) -> dict[str, Any] | None:
        return SuggestionSerializer(claim.suggestion).data if hasattr(claim, "suggestion") else None
