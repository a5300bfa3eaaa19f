"""A trial has no pages."""

urlpatterns: list[object] = []
