"""What the desk's templates need: text with its unseen characters shown, and marks that are not colour alone."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from claims.admin import marks
from claims.admin.desk import record_standing, work_to_do
from claims.admin.morning import Morning, morning
from claims.admin.passage import visible as show
from claims.analysis.calibration import measured
from claims.analysis.types import Status, Strength
from claims.models import Suggestion

register = template.Library()


@register.filter
def visible(text: object) -> SafeString:
    """Escaped text in which unseen characters are named."""
    return show(text)


@register.filter
def of_key(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key; None without one."""
    return mapping.get(key)


@register.filter
def percent(share: float | None) -> str:
    """0.874 as "87%"."""
    return "" if share is None else f"{share:.0%}"


@register.filter
def add_number(number: float, more: int) -> str:
    """A coordinate moved by some pixels, as a whole number."""
    return f"{number + more:.0f}"


@register.filter
def how_often_right(suggestion: Suggestion) -> str:
    """What was measured of suggestions of this status and strength; empty where nothing was."""
    if not suggestion.strength:
        return ""
    row = measured(Status(suggestion.status))[Strength(suggestion.strength)]
    return f"{row.right} of {row.total} such suggestions were right on labelled dossiers" if row.total else ""


@register.filter
def status_badge(status: str) -> SafeString:
    return marks.status_badge(status)


@register.filter
def relation_badge(relation: str) -> SafeString:
    return marks.relation_badge(relation)


@register.filter
def claims_first(app_list: list[dict]) -> list[dict]:
    """The admin's list of apps with the daily work on top."""
    return sorted(app_list, key=lambda app: {"claims": 0, "sources": 1}.get(app["app_label"], 2))


@register.simple_tag(takes_context=True)
def next_steps(context: template.Context) -> list[dict]:
    """What awaits this person; see work_to_do."""
    return work_to_do(context["request"].user)


@register.simple_tag(takes_context=True)
def your_morning(context: template.Context) -> Morning:
    """What concerns this person's verdicts and dossiers; see morning."""
    return morning(context["request"].user)


@register.simple_tag(takes_context=True)
def record_checked(context: template.Context) -> dict | None:
    """What the latest check of the record found; see record_standing."""
    return record_standing(context["request"].user)


@register.simple_tag(takes_context=True)
def can_be_undone(context: template.Context) -> list[dict[str, Any]]:
    """What this person may still undo, each with the whole seconds that are left."""
    return [
        {"pending": one, "seconds": max(1, ceil((one.due_at - timezone.now()).total_seconds()))}
        for one in getattr(context.get("request"), "waiting_verdicts", ())
    ]
