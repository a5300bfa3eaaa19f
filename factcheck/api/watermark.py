"""How far a list is complete, for clients that ask again for what was changed since.

`updated_at` is set by the database when a row is written, and others see the row only when its transaction commits, a
while later: by then a client may have asked for all that was changed up to now, and would never be shown the row. So it
is told a time before which nothing is still under way: the start of the oldest open transaction.
"""

from datetime import datetime

from django.db import connection

# Every session of the service's own role; whatever a transaction writes is stamped later than its start.
OLDEST = """
SELECT least(clock_timestamp(), min(xact_start)) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def watermark() -> datetime:
    """The time to ask from next. To be read before the rows are: what commits in between is then asked for again."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST)
        (found,) = cursor.fetchone()
    moment: datetime = found
    return moment
