"""Trials of the durable work: what is lost or doubled when workers, broker or database are taken away. `make trials`.

Pieces of work that do next to nothing go through the engine of the service (factcheck.work) and, beside it and under
the same faults, through bare Celery. A client outside logs every piece that was accepted; afterwards its log is
compared with the database.
"""
