"""Makes the tables of the trials: `python -m benchmarks.trials.tables`, with the settings of the trials."""

import django
from django.core.management import call_command
from django.core.management.commands import migrate

if __name__ == "__main__":
    django.setup()
    # Django's own command: the service's works as the owner of the tables, which a trial does not tell apart.
    call_command(migrate.Command(), run_syncdb=True, interactive=False, verbosity=0)
