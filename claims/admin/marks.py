"""How statuses, relations and other words of the domain are shown: a symbol and a word, never colour alone."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.analysis.types import Attribution, Mode, Relation, Status

# What is stored is text, so these are looked up by text.
STATUS_SYMBOLS: dict[str, str] = {
    Status.UNREVIEWED: "○",
    Status.CORROBORATED: "✓",
    Status.DISPUTED: "≠",
    Status.UNATTRIBUTED: "?",
}
RELATIONS: dict[str, tuple[str, str]] = {
    Relation.CORROBORATES: ("✓", "Says the same"),
    Relation.DISPUTES: ("≠", "Contradicts"),
}
STATUS_MEANINGS: dict[str, str] = {
    Status.CORROBORATED: "another source reports the same",
    Status.DISPUTED: "a source contradicts or denies it",
    Status.UNATTRIBUTED: "nobody answers for it, and nobody independent reports it",
}
ATTRIBUTIONS: dict[str, str] = {
    Attribution.NAMED: "Named: a person, body or document that can be asked",
    Attribution.ROLE: "By role only, without a name",
    Attribution.ANONYMOUS: "Anonymous: unnamed people",
    Attribution.VAGUE: "Vague: the article hides who says it",
    Attribution.NONE: "Nobody: the outlet says it in its own voice",
}
ATTRIBUTIONS_SHORT: dict[str, str] = {
    Attribution.NAMED: "named",
    Attribution.ROLE: "by role",
    Attribution.ANONYMOUS: "anonymous",
    Attribution.VAGUE: "vague",
    Attribution.NONE: "own voice",
}
MODES: dict[str, str] = {
    Mode.DIRECT: "Word for word, in quotation marks",
    Mode.INDIRECT: "Paraphrased by the outlet",
    Mode.MIXED: "Paraphrased, with quoted words",
    Mode.NARRATOR: "In the outlet's own words",
}


def status_badge(status: str) -> SafeString:
    """The symbol and name of a status; a dash for none."""
    if not status:
        return format_html('<span class="{}">No suggestion</span>', "quiet")
    return format_html(
        '<span class="badge status-{}"><span aria-hidden="true">{}</span> {}</span>',
        status,
        STATUS_SYMBOLS.get(status, "·"),
        status.capitalize(),
    )


def relation_badge(relation: str) -> SafeString:
    symbol, words = RELATIONS.get(relation, ("·", relation))
    return format_html(
        '<span class="badge relation-{}"><span aria-hidden="true">{}</span> {}</span>', relation, symbol, words
    )
