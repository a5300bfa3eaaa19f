"""What the project knows of its own processes and schedules. Django finds these models by factcheck.models."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from factcheck.work.leases import Work, WorkQuerySet


class WorkerProcess(models.Model):
    """A process that works on rows. It holds an advisory lock named after its key for as long as it is connected.

    It removes its row when it ends in order; of one that died the others do it (factcheck.work.processes).
    """

    token = models.CharField(max_length=100, unique=True, help_text="its name in the leases that it holds")
    worker = models.CharField(max_length=100, help_text="the token of the worker that it was started by")
    queues = ArrayField(models.CharField(max_length=100), default=list, help_text="that it takes messages from")
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now(), help_text="when it last said that it is alive")
    took_at = models.DateTimeField(null=True, help_text="when it was last seen to have leased rows")
    holds = models.PositiveIntegerField(default=0, db_default=0, help_text="rows that it has in hand")

    class Meta:
        app_label = "factcheck"

    def __str__(self) -> str:
        return self.token


class Heartbeat(models.Model):
    """When something that has to happen again and again, such as the sweep, did so last."""

    name = models.CharField(max_length=100, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "factcheck"

    def __str__(self) -> str:
        return self.name


class RunQuerySet(WorkQuerySet):
    DUE = Q(state="due")
    FAILED = {"state": "failed"}
    AGAIN = {"state": "due"}


class ScheduledRun(Work):
    """One run of a schedule. A window has one, however many schedulers there are; a person may ask for more."""

    class State(models.TextChoices):
        DUE = "due", "Due"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    schedule = models.CharField(max_length=100, help_text="key of the job")
    window_start = models.DateTimeField(help_text="for a run that a person asked for: when")
    asked_for = models.BooleanField(default=False, db_default=False, help_text="by a person, outside of its windows")
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    made_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True, help_text="what it did, in a sentence")

    objects = RunQuerySet.as_manager()

    class Meta:
        app_label = "factcheck"
        constraints = [
            models.UniqueConstraint(fields=["schedule", "window_start"], name="scheduled_run_is_unique_in_window"),
            models.CheckConstraint(
                condition=Q(state__in=["due", "done", "failed"]), name="scheduled_run_state_is_known"
            ),
        ]
        indexes = [
            # RunQuerySet.ready(): the few that await their turn.
            models.Index(fields=["id"], name="scheduled_run_due", condition=Q(state="due")),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.window_start:%Y-%m-%d %H:%M}"
