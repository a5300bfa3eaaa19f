"""What a piece of work does, by its kind; the same for the engine and for bare Celery."""

import os
import resource
import signal
import time

GOOD, POISON, HOG, HANG, SLOW = "good", "poison", "hog", "hang", "slow"
HASTE = float(os.environ.get("TRIAL_HASTE", "1"))  # all of the engine's times are multiplied by this
GOOD_SECONDS = float(os.environ.get("TRIAL_GOOD_SECONDS", "0.005"))
LEASE_SECONDS = 35 * HASTE
SLOW_SECONDS = LEASE_SECONDS * float(os.environ.get("TRIAL_SLOW_LEASES", "5"))
LIMIT_SECONDS = int(SLOW_SECONDS * 1.3) + 15  # a task that takes longer is ended; it goes on for 10 s by itself
HOG_BYTES = 256 * 2**20


def behave(kind: str) -> None:
    if kind == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    elif kind == HOG:
        exhaust_memory()
    elif kind == HANG:
        time.sleep(3600)
    else:
        time.sleep(SLOW_SECONDS if kind == SLOW else GOOD_SECONDS)


def exhaust_memory() -> None:
    """Ask for more than the process may have: MemoryError."""
    limits = resource.getrlimit(resource.RLIMIT_AS)
    with open("/proc/self/statm", encoding="ascii") as file:
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + HOG_BYTES, limits[1]))
    try:
        hoard = []
        while True:
            hoard.append(bytearray(HOG_BYTES // 8))
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)
