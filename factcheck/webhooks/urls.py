from rest_framework.routers import SimpleRouter

import factcheck.api.converters  # noqa: F401 - makes <id:...> known
from factcheck.webhooks.api import DeliveryViewSet, WebhookViewSet

router = SimpleRouter(use_regex_path=False)
router.register("webhooks", WebhookViewSet)
router.register("webhooks/<id:webhook_id>/deliveries", DeliveryViewSet)

urlpatterns = router.urls
