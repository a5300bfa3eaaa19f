"""The reviewers' desk in the Django admin. Each module shows one thing; importing it registers it."""

from django.contrib import admin

from claims.admin import articles, bulk, claims, dossiers, records, runs, schedules

__all__ = ["articles", "bulk", "claims", "dossiers", "records", "runs", "schedules"]

admin.site.site_header = admin.site.site_title = "factcheck"
admin.site.index_title = "Review desk"
admin.site.site_url = None  # the desk is the site
admin.site.index_template = "claims/admin/index.html"
admin.site.enable_nav_sidebar = False  # a claim and its evidence need the width; the desk has its own navigation
