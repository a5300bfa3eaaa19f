from rest_framework.routers import SimpleRouter

import factcheck.api.converters  # noqa: F401 - makes <id:...> known
from sources.api.articles import ArticleViewSet
from sources.api.dossiers import DossierViewSet
from sources.api.sources import SourceViewSet

router = SimpleRouter(use_regex_path=False)
router.register("sources", SourceViewSet)
router.register("articles", ArticleViewSet)
router.register("dossiers", DossierViewSet)

urlpatterns = router.urls
