"""Makes the tables of the trials: `python -m benchmarks.trials.tables`, with the settings of the trials.

With the word `schedules` it makes two schedules instead, one of ten minutes and one daily.
"""

import sys

import django
from django.core.management import call_command
from django.core.management.commands import migrate

if __name__ == "__main__":
    django.setup()
    if "schedules" in sys.argv:
        from django_celery_beat.models import PeriodicTask

        from factcheck.work import schedules

        often, daily = (PeriodicTask(name=name, task=schedules.TASK) for name in ("often", "daily"))
        schedules.set_interval(often, every=10, unit="minutes")
        schedules.set_daily(daily, hour=3, minute=0)
        sys.exit()
    # Django's own command: the service's works as the owner of the tables, which a trial does not tell apart.
    call_command(migrate.Command(), run_syncdb=True, interactive=False, verbosity=0)
