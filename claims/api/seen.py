"""What a verdict keeps of what its reviewer saw, described member by member; the values are answered as stored."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.analysis.types import Attribution, Mode, Polarity
from claims.choices import DECISIONS, STORED_RELATIONS, choices
from claims.record_models import Judgement
from claims.seen import REASON_CHARACTERS, TEXT_CHARACTERS
from factcheck.api.serializers import Declared


class SeenSourceSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(max_length=200)


class SeenClaimSerializer(serializers.Serializer):
    """A claim in words; verdicts of before a member was kept lack it."""

    id = serializers.IntegerField()
    text = serializers.CharField(max_length=TEXT_CHARACTERS)
    text_sha256 = serializers.CharField(max_length=64)
    source: Declared = SeenSourceSerializer()
    quote = serializers.CharField(max_length=TEXT_CHARACTERS)
    claimant = serializers.CharField(max_length=300)
    attribution = serializers.ChoiceField(choices(Attribution), required=False)
    mode = serializers.ChoiceField(choices(Mode), required=False)
    polarity = serializers.ChoiceField(choices(Polarity), required=False)
    article = serializers.IntegerField(allow_null=True)
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    current = serializers.BooleanField(required=False)


class SeenSuggestionSerializer(serializers.Serializer):
    status = serializers.ChoiceField([*DECISIONS, ("", "None")])
    strength = serializers.CharField(max_length=20, required=False)
    confidence = serializers.FloatField()
    reasons = serializers.ListField(child=serializers.CharField(max_length=REASON_CHARACTERS))
    stale_reason = serializers.CharField(max_length=5_000)
    engine_version = serializers.CharField(max_length=100)


class SeenCrossReferenceSerializer(serializers.Serializer):
    left = serializers.IntegerField()
    right = serializers.IntegerField()
    relation = serializers.ChoiceField(STORED_RELATIONS)
    score = serializers.FloatField()
    independent = serializers.BooleanField()
    shared_origin = serializers.CharField(max_length=500)
    meaning_changed = serializers.BooleanField(required=False)
    reasons = serializers.ListField(child=serializers.CharField(max_length=REASON_CHARACTERS))
    other = SeenClaimSerializer(required=False)


class SeenJudgementSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    left = serializers.IntegerField()
    right = serializers.IntegerField()
    answer = serializers.ChoiceField(Judgement.Answer.choices)
    reviewer = serializers.CharField(max_length=150)


class SeenSerializer(serializers.Serializer):
    claim = SeenClaimSerializer()
    suggestion = SeenSuggestionSerializer(allow_null=True)
    cross_references = SeenCrossReferenceSerializer(many=True)
    more_cross_references = serializers.ListField(
        child=serializers.ListField(), required=False, help_text="left, right, relation and score of those beyond 50"
    )
    judgements = SeenJudgementSerializer(many=True)


@extend_schema_field(SeenSerializer)
class AsSeenField(serializers.Field):
    def to_representation(self, value: object) -> object:
        return value
