"""Names as they stand in a sentence: with their article, in a list, in quotation marks."""

from collections.abc import Sequence

from sources.independence.naming import named, plural

MAX_NAMED = 5  # outlets or words in one sentence

__all__ = ["agree", "named", "outlets", "plural", "quoted"]


def agree(name: str, singular: str, many: str) -> str:
    """The verb's form for a claimant."""
    return many if plural(name) else singular


def outlets(names: Sequence[str]) -> str:
    """ "The Post, the Sun and the Star"; each once, at most MAX_NAMED of them and how many more."""
    distinct = list(dict.fromkeys(names))
    if len(distinct) > MAX_NAMED:
        return f"{', '.join(distinct[:MAX_NAMED])} and {len(distinct) - MAX_NAMED} more"
    return " and ".join([", ".join(distinct[:-1]), distinct[-1]]) if len(distinct) > 1 else distinct[0]


def quoted(words: Sequence[str]) -> str:
    """The words in quotation marks, each once."""
    return ", ".join(f"“{word}”" for word in list(dict.fromkeys(words))[:MAX_NAMED])
