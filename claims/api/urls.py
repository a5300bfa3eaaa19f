from rest_framework.routers import SimpleRouter

import factcheck.api.converters  # noqa: F401 - makes <id:...> known
from claims.api.claims import ClaimViewSet
from claims.api.cross_checks import CrossCheckViewSet
from claims.api.cross_references import ClaimCrossReferenceViewSet, CrossReferenceViewSet, JudgementViewSet
from claims.api.dossiers import DossierClaimsViewSet
from claims.api.feed import VerdictFeedViewSet
from claims.api.verdicts import VerdictViewSet

router = SimpleRouter(use_regex_path=False)
router.register("claims", ClaimViewSet)
router.register("claims/<id:claim_id>/verdicts", VerdictViewSet)
router.register("claims/<id:claim_id>/cross-references", ClaimCrossReferenceViewSet, basename="claim-cross-reference")
router.register("cross-references", CrossReferenceViewSet)
router.register("cross-references/<id:reference_id>/judgements", JudgementViewSet)
router.register("verdicts/atom", VerdictFeedViewSet, basename="verdict-feed")
router.register("dossiers", DossierClaimsViewSet, basename="dossier-claims")
router.register("cross-checks", CrossCheckViewSet)

urlpatterns = router.urls
