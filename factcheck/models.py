"""The models of the project itself, where Django looks for them."""

from factcheck.work.tables import Heartbeat, ScheduledRun, WorkerProcess

__all__ = ["Heartbeat", "ScheduledRun", "WorkerProcess"]
