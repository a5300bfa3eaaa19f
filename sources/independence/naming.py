"""Claimants as a sentence has them: "the company", "Ann Lee", "officials". Pure: no Django."""

import re

# A name in lower case that begins with one of these has its article, or needs none.
_DETERMINED = re.compile(
    r"(?:the|an?|this|that|these|those|its?|his|her|their|our|my|your|no|some|any|all|both|each|every|many|few|several|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|another|other|others|most|more|he|she|they|who|\d\S*|\w+['’]s?)"
    r"\b(?!-)",
    re.IGNORECASE,
)
# Several people whom no article goes before: "officials", "people familiar with the matter".
_PLURAL = re.compile(r"(?:people|police|critics|\w+(?:[^s\W]s|ies|men|women))\b")


def named(name: str, *, start: bool = False) -> str:
    """A claimant as a sentence has him: "the company", "Ann Lee", "officials"; capitalised at the `start` of one."""
    if name and name[0].islower() and not _DETERMINED.match(name) and not plural(name):
        name = f"the {name}"
    return f"{name[0].upper()}{name[1:]}" if name and start else name


def plural(name: str) -> bool:
    """Whether a claimant is several people, as far as the first words tell: "owners of the plant"."""
    head = re.split(r" (?:of|for|at|in|from|with|who|that|familiar|close|near)\b", name, maxsplit=1)[0]
    last = head.split()[-1] if head.split() else ""
    return bool(last) and last[0].islower() and bool(_PLURAL.fullmatch(last)) and not re.match(r"(?:an?|one)\b", name)
