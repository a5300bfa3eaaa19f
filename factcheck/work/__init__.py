"""Durable work: rows that hold their own lease, attempts and error, and the processes that work on them."""

from factcheck.work.leases import ENDED, Work, WorkQuerySet

__all__ = ["ENDED", "Work", "WorkQuerySet"]
