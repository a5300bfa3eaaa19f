"""Names of outlets, owners and dossiers: what a reader sees is what is stored. Pure: no Django."""

import re
import unicodedata

from sources.reading.text import normalise

# What takes no room on the page or turns its direction, so that two names read alike and are not: control characters,
# fillers and joiners (Unicode's Default_Ignorable_Code_Point), bidirectional marks, the empty Braille pattern, lone
# surrogates and what is no character. The joiners and the variation selectors have their use in other scripts and in
# emoji, and none beside a letter of Latin, Greek, Cyrillic or Armenian.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    r"|(?:^|(?<=[\x00-\u058f\u200c\u200d]))[\u200c\u200d]"
    r"|[\u200c\u200d](?=[\x00-\u058f]|\Z)"
    r"|(?:^|(?<=[\x00-\u1fff]))[\ufe00-\ufe0f]"
)


def clean_name(raw: str, *, most: int) -> str:
    """The name normalised, in one line; empty when nothing is left.

    Raises ValueError with a sentence for one of more than `most` characters, with a character that nobody sees, or
    with neither letter nor digit.
    """
    if len(raw) > most:
        raise ValueError(f"A name may have {most:,} characters at most.")
    hidden = _HIDDEN.search(raw)
    if hidden:
        raise ValueError(
            f"The name holds a character that is invisible or turns the direction of writing (U+{ord(hidden[0]):04X})."
        )
    name = " ".join(normalise(raw).split())
    if len(name) > most:  # a few characters are longer in their normal form
        raise ValueError(f"A name may have {most:,} characters at most.")
    if name and not any(unicodedata.category(character)[0] in "LNPS" for character in name):
        raise ValueError("The name holds nothing that can be seen.")
    return name
