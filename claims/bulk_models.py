"""What a reviewer does with many claims at once: one row of who, what and when, and one for each claim."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.record_models import SetAside
from claims.team_models import NOTE_CHARACTERS


class BulkAction(models.Model):
    """One thing done with all claims of a selection, which is fixed when it is made. It is begun after a preview."""

    class What(models.TextChoices):
        SET_ASIDE = "set_aside", "Set aside"
        HAND_OVER = "hand_over", "Hand over"

    what = models.CharField(max_length=20, choices=What, blank=True, help_text="empty as long as it is a preview")
    reason = models.CharField(max_length=20, choices=SetAside.Reason, blank=True)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="bulk_actions_to"
    )
    note = models.CharField(max_length=NOTE_CHARACTERS, blank=True)
    rows = models.PositiveIntegerField(help_text="of the list that were selected")
    total = models.PositiveIntegerField(help_text="claims of these")
    done = models.PositiveIntegerField(default=0)
    passed_over = models.PositiveIntegerField(default=0, help_text="claims that it could not be done with")
    undone = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="bulk_actions")
    made_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="bulk_actions_cancelled"
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="bulk_actions_undone"
    )
    undo_asked_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        permissions = [
            ("act_in_bulk", "Can act on many claims at once"),
            ("undo_bulk", "Can undo what was done with many claims at once"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(begun_at__isnull=True, what="") | Q(begun_at__isnull=False) & ~Q(what=""),
                name="bulk_action_begun_says_what",
            ),
            models.CheckConstraint(
                condition=Q(undo_asked_at__isnull=True, undone_by__isnull=True)
                | Q(undo_asked_at__isnull=False, undone_by__isnull=False),
                name="bulk_action_undone_by_somebody",
            ),
        ]
        indexes = [
            # bulk.under_way(): what the workers are to go on with.
            models.Index(
                fields=["id"],
                name="bulk_action_under_way",
                condition=Q(begun_at__isnull=False, ended_at__isnull=True)
                | Q(undo_asked_at__isnull=False, undone_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display() or 'A selection'}: {self.total} claims"

    @property
    def is_open(self) -> bool:
        """Whether workers are to go on with it."""
        doing = self.begun_at is not None and self.ended_at is None
        return doing or (self.undo_asked_at is not None and self.undone_at is None)


class BulkItem(models.Model):
    """A claim of a bulk action."""

    class Outcome(models.TextChoices):
        WAITS = "", "Waits"
        DONE = "done", "Done"
        PASSED = "passed", "Passed over"
        UNDONE = "undone", "Undone"
        KEPT = "kept", "Not undone: changed since"

    action = models.ForeignKey(BulkAction, on_delete=models.CASCADE, related_name="items")
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="bulk_items")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["action", "claim"], name="bulk_item_is_unique_in_action"),
        ]
        indexes = [
            # bulk.step(): the next claims of an action.
            models.Index(fields=["action", "outcome", "id"], name="bulk_item_next"),
        ]

    def __str__(self) -> str:
        return f"Claim {self.claim_id} of bulk action {self.action_id}"
