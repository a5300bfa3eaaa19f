"""Times as pages and feeds write them. Pure: no Django."""

import re
from datetime import UTC, datetime, timedelta, timezone

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# Hours from UTC. Names that mean several zones, such as IST, are left out: a wrong hour is worse than none.
ZONES = {"ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3}
ZONES |= {"msk": 3, "jst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13}
ZONES |= {"est": -5, "edt": -4, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7}
IN_WORDS = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(?P<day>\d{1,2})\s+(?P<month>[a-z]{3})[a-z]*\.?,?\s+(?P<year>\d{4})"
    r"(?:,?\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?P<zone>[a-z]{1,5}|[+-]\d\d:?\d\d)?)?\s*(?:\([^)]*\))?",
    re.IGNORECASE,
)


def moment(written: str) -> datetime | None:
    """A time in ISO 8601 or as in mail, 12-hour clocks and names of zones too; None for what is no time there is.

    Without a zone it is read as UTC; with one that is not known, or means several, it is None.
    """
    written = written.strip()
    try:
        found = datetime.fromisoformat(written)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except ValueError:
        pass
    parts = IN_WORDS.fullmatch(written)
    if parts is None or parts["month"].lower() not in MONTHS:
        return None
    zone, hour = zone_of(parts["zone"] or "z"), hour_of(int(parts["hour"] or 0), (parts["half"] or "").lower()[:1])
    if zone is None or hour is None:
        return None
    month = MONTHS.index(parts["month"].lower()) + 1
    try:
        return datetime(
            int(parts["year"]),
            month,
            int(parts["day"]),
            hour,
            int(parts["minute"] or 0),
            int(parts["second"] or 0),
            tzinfo=zone,
        )
    except ValueError:  # such as 31 February
        return None


def zone_of(name: str) -> timezone | None:
    if name[0] in "+-":
        hours, minutes = int(name[1:3]), int(name[-2:])
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if name[0] == "-" else offset) if offset < timedelta(hours=24) else None
    hours_ahead = ZONES.get(name.lower())
    return None if hours_ahead is None else timezone(timedelta(hours=hours_ahead))


def hour_of(hour: int, half: str) -> int | None:
    """The hour of the day; `half` is "a" or "p" on a 12-hour clock."""
    if not half:
        return hour
    if not 1 <= hour <= 12:
        return None
    return hour % 12 + (12 if half == "p" else 0)
