import pytest

from sources.reading.times import moment


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-03-29T01:30:00+02:00", "2026-03-28T23:30:00"),
        ("2026-03-29T01:30:00Z", "2026-03-29T01:30:00"),
        ("2026-03-29", "2026-03-29T00:00:00"),
        ("Tue, 24 May 2016 2:17:57 PM CEST", "2016-05-24T12:17:57"),
        ("Tue, 24 May 2016 12:05 am GMT", "2016-05-24T00:05:00"),
        ("24 September 2016", "2016-09-24T00:00:00"),
        ("Sat, 28 Nov 2026 10:00:00 -0330", "2026-11-28T13:30:00"),
        ("Sat, 28 Nov 2026 10:00:00 EST", "2026-11-28T15:00:00"),
        ("31 Feb 2026", None),
        ("28 Nov 2026 13:00 PM", None),
        ("28 Nov 2026 10:00 IST", None),
        ("28 Nov 2026 10:00 +9900", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_time_is_read_as_it_is_meant_or_not_at_all(written, utc):
    found = moment(written)
    assert (found and (found - found.utcoffset()).replace(tzinfo=None).isoformat()) == utc
