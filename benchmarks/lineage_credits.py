"""Agencies' credits as the service finds them, beside marks that a reader would go by, read in another way."""

import re
from collections import Counter
from collections.abc import Sequence

from sources.independence.credits import agency_credit, outlet_key

_NAMES = {"Reuters": "Reuters", "AP": "AP|Associated Press", "AFP": "AFP", "UPI": "UPI", "Bloomberg": "Bloomberg"}
HEAD, FOOT = 400, 400  # characters


def marked(text: str) -> str:
    """The agency in brackets before a dash near the top, or named in a line at the foot that tells who wrote it."""
    head, foot = text[:HEAD], text[-FOOT:].rsplit("\n\n", 1)[-1]
    for agency, names in _NAMES.items():
        if re.search(rf"\((?:{names})\) ?[-–—]", head):
            return agency
        if re.search(rf"(?:^|[-—–©]) ?(?:The )?(?:{names})\.?$|\b(?:{names})\b.*\bcontributed to this", foot):
            return agency
    return "Reuters" if re.search(r"\b[Rr]eporting by .*; ?Editing by ", foot) else ""


def named(text: str) -> str:
    """The baseline: the agency that the text names first, wherever and for whatever reason."""
    first = re.search("|".join(rf"(?P<{agency}>\b(?:{names})\b)" for agency, names in _NAMES.items()), text)
    return next(agency for agency, found in first.groupdict().items() if found) if first else ""


def credit_table(texts: Sequence[str], verbose: bool) -> list[str]:
    """Articles by agency, agreement with the marks, and (verbose) the passages on which they differ."""
    found = [(agency_credit(text), marked(text), named(text), text) for text in texts]
    rows = ["| articles credited to | ours | marked at top or foot | both | named first anywhere |"]
    rows.append("| --- | ---: | ---: | ---: | ---: |")
    ours, marks, names = (Counter(row[at] for row in found if row[at]) for at in range(3))
    for agency in sorted({*ours, *marks}):
        both = sum(row[0] == row[1] == agency for row in found)
        rows.append(f"| {agency} | {ours[agency]} | {marks[agency]} | {both} | {names[agency]} |")
    for name, at in (("our credits", 0), ("naming anywhere", 2)):
        agreed = sum(bool(row[1]) and outlet_key(row[at]) == outlet_key(row[1]) for row in found)
        rows.append(
            f"\nOf {marks.total()} marked articles {name} has {agreed}; "
            f"{sum(bool(row[at]) for row in found) - agreed} more without the mark or with another."
        )
    if verbose:
        for credit, mark, _, text in found:
            if credit != mark:
                rows.append(f"\n- ours {credit or 'none'}, marked {mark or 'none'}: {_passage(credit or mark, text)}")
    return rows


def _passage(agency: str, text: str) -> str:
    place = re.search(_NAMES.get(agency, re.escape(agency)), text)
    at = place.start() if place else len(text)
    return "…" + " ".join(text[max(0, at - 150) : at + 150].split()) + "…"
