"""Texts cut to a length; without Django, for the analysis too."""


def shortened(text: str, most: int) -> str:
    """The text, or where it is longer its first `most` - 1 characters and an ellipsis."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
