"""What the claims of a dossier come to: below /api/v1/dossiers/{slug}/, its statements and its matrix."""

import csv

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from claims.analysis.types import Status
from claims.api.exports import CsvRenderer
from claims.dossiers.matrix import MOST_OUTLETS, MOST_ROWS, Stance, as_json, as_table, matrix_of
from claims.dossiers.reading import MOST_CLAIMS
from claims.dossiers.statements import statements_of
from claims.export import Line, cell
from claims.models import CLAIM_CHARACTERS
from factcheck.api.fields import MAX_SLUG_CHARACTERS
from sources.models import Dossier

STANCES = [(one.value, one.value.capitalize()) for one in Stance]


class DossierStatementSerializer(serializers.Serializer):
    """Claims that say the same."""

    lead = serializers.IntegerField(help_text="the claim with the clearest wording")
    text = serializers.CharField(max_length=CLAIM_CHARACTERS, help_text="of the lead")
    claims = serializers.ListField(child=serializers.IntegerField(), help_text="ids, those most worth checking first")
    sources = serializers.ListField(
        child=serializers.CharField(max_length=MAX_SLUG_CHARACTERS), help_text="slugs of the outlets that say it"
    )


class DossierStatementsSerializer(serializers.Serializer):
    results = DossierStatementSerializer(many=True, help_text="those of most outlets first")


class MatrixOutletSerializer(serializers.Serializer):
    slug = serializers.CharField(max_length=MAX_SLUG_CHARACTERS)
    name = serializers.CharField(max_length=200)


class MatrixProgressSerializer(serializers.Serializer):
    """How many statements there are, and how many await nobody."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()


class MatrixCellSerializer(serializers.Serializer):
    """What an outlet does with a statement."""

    outlet = serializers.CharField(max_length=MAX_SLUG_CHARACTERS)
    stance = serializers.ChoiceField(STANCES)
    detail = serializers.CharField(
        max_length=1000, help_text="the figure that contradicts, or the words that drifted or hedge"
    )
    says_too = serializers.BooleanField(help_text="an outlet that contradicts it says it as well")
    claims = serializers.ListField(child=serializers.IntegerField(), help_text="ids, the telling one first")


class MatrixDecidedSerializer(serializers.Serializer):
    """How many of its claims were decided how."""

    corroborated = serializers.IntegerField(required=False)
    disputed = serializers.IntegerField(required=False)
    unattributed = serializers.IntegerField(required=False)


assert {*MatrixDecidedSerializer().fields} == {*Status} - {Status.UNREVIEWED}


class MatrixRowSerializer(serializers.Serializer):
    """One statement with a cell for each outlet, in their order."""

    claim = serializers.IntegerField(help_text="the claim of the dossier to read first")
    text = serializers.CharField(max_length=CLAIM_CHARACTERS + 400)
    outlets = serializers.IntegerField()
    origins = serializers.IntegerField()
    contradicting = serializers.IntegerField()
    claims = serializers.IntegerField(help_text="how many of the dossier")
    decided = MatrixDecidedSerializer()
    cells = MatrixCellSerializer(many=True)


class MatrixSerializer(serializers.Serializer):
    """Statements by outlets."""

    progress = MatrixProgressSerializer()
    outlets = MatrixOutletSerializer(many=True)
    more_rows = serializers.IntegerField(help_text="statements that are left out")
    more_outlets = serializers.IntegerField(help_text="outlets that are left out")
    rows = MatrixRowSerializer(many=True)


class DossierClaimsViewSet(viewsets.GenericViewSet):
    """Registered on the address of the dossiers, whose own view knows no claims."""

    queryset = Dossier.objects.all()
    lookup_field = "slug"
    lookup_value_converter = "slug"
    pagination_class = None

    @extend_schema(
        summary="Read the statements of a dossier",
        description=f"Each with its claims; of the dossier's claims the {MOST_CLAIMS:,} most worth checking.",
        responses=DossierStatementsSerializer,
    )
    @action(detail=True)
    def statements(self, request: Request, slug: str) -> Response:
        return Response(DossierStatementsSerializer({"results": statements_of(self.get_object())}).data)

    @extend_schema(
        summary="Read the matrix of a dossier",
        description="What each outlet does with each statement: says it, denies or contradicts it, and so on. "
        f"Of {MOST_ROWS} statements and {MOST_OUTLETS} outlets at most.",
        responses=MatrixSerializer,
    )
    @action(detail=True)
    def matrix(self, request: Request, slug: str) -> Response:
        return Response(as_json(matrix_of(self.get_object())))

    @extend_schema(
        summary="Read the matrix of a dossier as CSV",
        description="For spreadsheets: what would be taken for a formula begins with an apostrophe.",
        responses={(200, "text/csv"): OpenApiResponse({"type": "string", "maxLength": 2**28})},
    )
    @action(detail=True, url_path="matrix/csv", renderer_classes=[CsvRenderer, JSONRenderer])
    def matrix_csv(self, request: Request, slug: str) -> HttpResponse:
        writer = csv.writer(Line())
        rows = as_table(matrix_of(self.get_object()))
        body = "".join(str(writer.writerow([cell(value) for value in row])) for row in rows)
        answer = HttpResponse(f"\ufeff{body}", content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="matrix.csv"'
        return answer
