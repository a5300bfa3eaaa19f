"""What the project knows of its own processes: which are alive, and when what has to happen again and again did."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


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

    def __str__(self) -> str:
        return self.token


class Heartbeat(models.Model):
    """When something that has to happen again and again, such as the sweep, did so last."""

    name = models.CharField(max_length=100, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
