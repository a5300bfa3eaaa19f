import importlib
import pkgutil

import pytest

from claims import analysis, crosscheck
from claims.analysis.comparing import claim_features
from claims.analysis.reading.extraction import extract
from claims.analysis.suggestion import SUGGESTION_VERSION
from claims.analysis.types import Attribution, Mode, Polarity
from claims.engine_version import ENGINE_VERSION, VERSIONS, engine_version
from claims.mapping import as_extracted
from claims.models import Claim, CrossReference, PreparedClaim
from tests.claims.desk import publish, work

ACCUSED = "Rights groups have accused the Velian government of torturing prisoners in the camps of Harrow."


@pytest.mark.django_db
def test_a_stored_claim_is_the_analysis_own_again_enums_and_all():
    publish("Morning Post", ACCUSED)
    work()
    [claim] = Claim.objects.all()
    read = as_extracted(claim)
    [found] = extract(ACCUSED).claims
    assert (read.mode, read.attribution, read.polarity) == (found.mode, found.attribution, found.polarity)
    assert isinstance(read.mode, Mode)
    assert isinstance(read.attribution, Attribution)
    assert isinstance(read.polarity, Polarity)


@pytest.mark.django_db
def test_a_denial_that_is_prepared_again_is_still_a_denial():
    publish("Morning Post", ACCUSED)
    publish("Evening Sun", "Velia denies torturing prisoners in the camps of Harrow.")
    work()
    before = list(PreparedClaim.objects.order_by("pk").values_list("pk", "denies", "terms", "features"))
    PreparedClaim.objects.update(engine_version="older")
    crosscheck.crosscheck_claims(list(Claim.objects.values_list("pk", flat=True)))
    assert list(PreparedClaim.objects.order_by("pk").values_list("pk", "denies", "terms", "features")) == before
    assert [denies for _, denies, _, _ in before].count(True) == 1


def test_every_version_of_the_core_is_part_of_the_engines_version():
    found = {}
    for module in pkgutil.walk_packages(analysis.__path__, "claims.analysis."):
        names = vars(importlib.import_module(module.name))
        found |= {name: value for name, value in names.items() if name.endswith("_VERSION")}
    found.pop("SUGGESTION_VERSION")  # of what is derived from links alone
    assert SUGGESTION_VERSION
    assert sorted(map(str, found.values())) == sorted(map(str, VERSIONS.values()))


def test_the_engines_version_fits_its_columns():
    assert len(ENGINE_VERSION) <= PreparedClaim._meta.get_field("engine_version").max_length


@pytest.mark.django_db
@pytest.mark.parametrize("name", VERSIONS)
def test_raising_any_version_alone_prepares_claims_anew_and_fails_no_check(name: str):
    publish("Morning Post", ACCUSED)
    publish("Evening Sun", "Velia denies torturing prisoners in the camps of Harrow.")
    work()
    links = CrossReference.objects.count()
    for row in PreparedClaim.objects.all():
        row.engine_version = engine_version(VERSIONS | {name: 0})
        if name == "features":
            row.features["version"] = claim_features.FEATURES_VERSION - 1
        row.save()
    one = Claim.objects.order_by("pk").first()
    crosscheck.crosscheck_claims([one.pk])
    crosscheck.crosscheck_claims(list(Claim.objects.values_list("pk", flat=True)))
    assert set(PreparedClaim.objects.values_list("engine_version", flat=True)) == {ENGINE_VERSION}
    assert CrossReference.objects.count() == links > 0
