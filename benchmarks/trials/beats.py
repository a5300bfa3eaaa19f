"""A scheduler whose clock goes fast: `python -m benchmarks.trials.beats STEP SPANS`.

It makes runs of schedules due as the service's scheduler does, at each STEP seconds of its clock. SPANS is a list in
JSON: of each stretch of time its beginning, its end and, if any, a moment at which the clock is set, and to what.
"""

import json
import sys
from datetime import datetime, timedelta

import django

if __name__ == "__main__":
    django.setup()
    from factcheck.work import schedules

    step = timedelta(seconds=float(sys.argv[1]))
    for texts in json.loads(sys.argv[2]):
        now, end, *jump = (datetime.fromisoformat(text) for text in texts)
        while now < end:
            if jump and now >= jump[0]:
                now, jump = jump[1], []
            schedules.make_due(now=now)
            now += step
