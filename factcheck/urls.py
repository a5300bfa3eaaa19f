"""Addresses."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from factcheck import errors, health
from factcheck.api.views import DocsView, SchemaView, problem_page

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("api/v1/schema/", SchemaView.as_view(), name="schema"),
    path("api/v1/docs/", DocsView.as_view(), name="docs"),
    path("api/v1/problems/<slug:slug>/", problem_page, name="problem"),
    path("api/v1/", include("factcheck.webhooks.urls")),
    path("api/v1/", include("sources.api.urls")),
    path("api/v1/", include("claims.api.urls")),
    re_path("^(?:/*)api(?:/|$)", errors.unknown_api_address),
]
