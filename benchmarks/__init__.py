"""Benchmarks: `python -m benchmarks`."""

import os

# As in a worker: one core a process. It has to be said before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
