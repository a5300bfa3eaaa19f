"""A PostgreSQL and a broker for the scale benchmark, as durable as in use, gone when it ends."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from factcheck.local.postgres import Postgres
from factcheck.local.valkey import Valkey

# Durability as in use; memory as on a machine of 24 GiB; parallel workers build the index after the bulk load.
OPTIONS = (
    "shared_buffers=4GB",
    "maintenance_work_mem=6GB",
    "max_parallel_maintenance_workers=2",
    "max_wal_size=16GB",
    "effective_cache_size=12GB",
    "dynamic_shared_memory_type=mmap",  # containers often have a small /dev/shm
)


def start() -> None:
    """Start both, put their addresses into the environment, set Django up and make the tables."""
    home = Path(tempfile.mkdtemp(prefix="factcheck-scale-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    log = (home / "servers.log").open("wb")
    for name, server in (
        ("DATABASE_URL", Postgres(home / "postgres", options=OPTIONS)),
        ("REDIS_URL", Valkey(home / "valkey")),
    ):
        process = server.start(log)
        atexit.register(server.stop, process)
        server.wait(process)
        os.environ[name] = server.url
    os.environ |= {
        "OWNER_DATABASE_URL": os.environ["DATABASE_URL"],  # one role for all: the benchmark makes tables of its own
        "FACTCHECK_HOME": str(home),
        "SECRET_KEY": "of a benchmark",
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "LOG_LEVEL": "WARNING",
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
