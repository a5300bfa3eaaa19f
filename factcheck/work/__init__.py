"""Durable work: rows that hold their own lease, attempts and error, and the processes that work on them."""

from factcheck.work.leases import ERROR_CHARACTERS, MAX_ATTEMPTS, RELEASED, Work, WorkQuerySet

__all__ = ["ERROR_CHARACTERS", "MAX_ATTEMPTS", "RELEASED", "Work", "WorkQuerySet"]
