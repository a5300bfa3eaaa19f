"""`manage.py check_verdicts`: has any recorded verdict been altered since it was given?"""

from django.core.management.base import BaseCommand, CommandError

from claims.models import Claim, Verdict
from claims.review import broken_verdicts


class Command(BaseCommand):
    help = "Recompute the hashes of all verdicts and name each verdict that was altered, added or removed afterwards."

    def handle(self, **_) -> None:
        broken = 0
        for verdict in broken_verdicts(Verdict.objects.all()):
            broken += 1
            self.stderr.write(
                f"Claim {verdict.claim_id}, verdict {verdict.number}: it, or the verdict before it, is not the one "
                "that was recorded."
            )
        for key in Claim.objects.filter(version__gt=0, verdicts=None).values_list("pk", flat=True):
            broken += 1
            self.stderr.write(f"Claim {key}: all its verdicts are gone.")
        if broken:
            raise CommandError(f"Not all verdicts are as they were recorded: {broken} named above.")
        self.stdout.write(f"All {Verdict.objects.count()} verdicts are as they were recorded.")
