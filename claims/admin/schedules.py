"""Schedules in words: what each is for, when it runs, what came of it; run now, pause, change."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_celery_beat.models import (
    ClockedSchedule,
    CrontabSchedule,
    IntervalSchedule,
    PeriodicTask,
    SolarSchedule,
)

from claims import jobs  # noqa: F401 - registers the jobs
from claims.admin.passage import visible
from claims.admin.records import SHOWN_CHARACTERS, ReadOnlyAdmin
from claims.schedule_models import Schedule
from factcheck.models import ScheduledRun
from factcheck.shortening import shortened
from factcheck.work import schedules

# The tables of the library: their fields are for programs, and a mistake in them stops a schedule.
admin.site.unregister([PeriodicTask, IntervalSchedule, CrontabSchedule, ClockedSchedule, SolarSchedule])
SHORTEST = {"minutes": 1, "hours": 1, "days": 1}
LONGEST = {"minutes": 24 * 60, "hours": 24 * 7, "days": 90}


class ScheduleForm(forms.Form):
    """When a schedule runs: again and again, or daily at an hour."""

    every = forms.IntegerField(
        required=False, min_value=1, max_value=1440, help_text="Such as 10, for every 10 minutes."
    )
    unit = forms.ChoiceField(required=False, choices=[(unit, unit) for unit in SHORTEST])
    daily_at = forms.TimeField(
        required=False, label="or daily at", help_text="Such as 03:00, in UTC. Leave the number above empty then."
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if bool(values.get("every")) == bool(values.get("daily_at") is not None):
            raise forms.ValidationError("Give either a number, for again and again, or the time of a day.")
        unit = values.get("unit") or "minutes"
        if (every := values.get("every")) and every > LONGEST[unit]:
            raise forms.ValidationError(f"A schedule runs every {LONGEST[unit]} {unit} at the latest.")
        return values


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    """Everybody who sees the desk's runs may read it; who has the right to change schedules may change them."""

    list_display = ["job", "when", "next_run", "last_run", "result"]
    list_display_links = ["job"]
    actions = ["run_now", "pause", "go_on"]
    title = "Schedules"
    empty = "No schedules. `manage.py migrate` makes those that come with factcheck."
    ordering = ["name"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("claims.change_schedule")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Schedule]:
        newest = ScheduledRun.objects.filter(schedule=OuterRef("name")).order_by("-pk")
        names = ("state", "finished_at", "outcome", "last_error")
        last = {f"last_{name}": Subquery(newest.values(name)[:1]) for name in names}
        rows: QuerySet[Schedule] = super().get_queryset(request)
        rows = rows.filter(task=schedules.TASK, name__in=schedules.JOBS)
        found: QuerySet[Schedule] = rows.select_related("interval", "crontab").annotate(**last)
        return found

    @admin.display(description="schedule")
    def job(self, row: Schedule) -> SafeString:
        job = schedules.JOBS[row.name]
        return format_html('{} <br><span class="quiet">{}</span>', job.name, job.says)

    @admin.display(description="runs")
    def when(self, row: Schedule) -> str:
        return schedules.in_words(row) + ("" if row.enabled else "; paused")

    @admin.display(description="next run")
    def next_run(self, row: Schedule) -> datetime | str:
        return schedules.window(row, timezone.now())[1] if row.enabled else "Paused"

    @admin.display(description="last run", empty_value="Never")
    def last_run(self, row: Any) -> datetime | None:
        finished: datetime | None = row.last_finished_at
        return finished

    @admin.display(description="its result", empty_value="None yet")
    def result(self, row: Any) -> SafeString | str | None:
        if row.last_state == ScheduledRun.State.FAILED:
            return format_html("Failed: {}", visible(shortened(row.last_last_error, SHOWN_CHARACTERS)))
        return "Under way" if row.last_state == ScheduledRun.State.DUE else row.last_outcome

    @admin.action(description="Run now", permissions=["change"])
    def run_now(self, request: HttpRequest, queryset: QuerySet[Schedule]) -> None:
        for row in queryset:
            schedules.run_now(row.name, now=timezone.now())
            self.message_user(request, f"{schedules.JOBS[row.name].name}: it begins in a moment.", messages.SUCCESS)

    @admin.action(description="Pause", permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Schedule]) -> None:
        self.set_paused(request, queryset, paused=True)

    @admin.action(description="Go on", permissions=["change"])
    def go_on(self, request: HttpRequest, queryset: QuerySet[Schedule]) -> None:
        self.set_paused(request, queryset, paused=False)

    def set_paused(self, request: HttpRequest, queryset: QuerySet[Schedule], *, paused: bool) -> None:
        for row in queryset:
            schedules.pause(row, paused=paused)
            self.log_change(request, row, "Paused." if paused else "Goes on.")
            said = "is paused" if paused else f"runs {schedules.in_words(row)}"
            self.message_user(request, f"{schedules.JOBS[row.name].name}: it {said}.", messages.SUCCESS)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            return self.not_there(request, object_id)
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = ScheduleForm(request.POST if request.method == "POST" else None, initial=as_initial(row))
        if form.is_bound and form.is_valid():
            store(row, form.cleaned_data)
            said = schedules.in_words(row)
            self.log_change(request, row, f"Runs {said}.")
            self.message_user(request, f"{schedules.JOBS[row.name].name}: it runs {said}.", messages.SUCCESS)
            return redirect("admin:claims_schedule_changelist")
        return self.form_page(request, form, title=schedules.JOBS[row.name].name, submit="Keep this")


def as_initial(row: Schedule) -> dict[str, Any]:
    """What the form shows of a schedule as it is."""
    if row.interval:
        return {"every": row.interval.every, "unit": row.interval.period}
    hour, minute = schedules.daily_at(row)
    return {"daily_at": time(hour, minute)}


def store(row: Schedule, values: Mapping[str, Any]) -> None:
    if values.get("every"):
        schedules.set_interval(row, every=values["every"], unit=values["unit"])
    else:
        schedules.set_daily(row, hour=values["daily_at"].hour, minute=values["daily_at"].minute)
