"""The same pieces as messages of bare Celery, with what its documentation advises for work that must not be lost."""

import os
from functools import cache

import psycopg
from celery import Celery

from benchmarks.trials.behaviour import LIMIT_SECONDS, behave

VISIBILITY_SECONDS = 60  # what a killed worker had comes back after so long; the default is an hour

app = Celery("bare", broker=os.environ.get("REDIS_URL"))
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_default_queue="bare",
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    worker_hijack_root_logger=False,
    broker_transport_options={"visibility_timeout": VISIBILITY_SECONDS, "socket_timeout": 10},
)


@cache
def database() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


@app.task(name="bare.work", soft_time_limit=LIMIT_SECONDS, max_retries=2)
def work(number: int, kind: str) -> None:
    behave(kind)
    database().execute("INSERT INTO trials_result (number, engine) VALUES (%s, 'bare')", [number])
