"""How long a statement may wait for a lock or run, and how long a transaction may do nothing.

Without them one process that is frozen while it holds a lock stops all the others. Web and workers set theirs when they
start (settings.DATABASE_TIMEOUTS); commands such as `migrate` have none.
"""

from collections.abc import Mapping

from django.conf import settings
from django.db import connections

ALIAS = "default"


def limit_connections(process: str) -> None:
    """Give all database connections that this process makes from now on its timeouts; it is `web` or `worker`."""
    options = connections.settings[ALIAS].setdefault("OPTIONS", {})
    own = options.get("options", "")
    options["options"] = f"{own} {as_options(settings.DATABASE_TIMEOUTS[process])}".strip()
    connections[ALIAS].close()


def as_options(timeouts: Mapping[str, str]) -> str:
    """PostgreSQL's settings as the start of a connection takes them."""
    return " ".join(f"-c {name}={value}" for name, value in timeouts.items())
