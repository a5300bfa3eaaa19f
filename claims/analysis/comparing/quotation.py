"""What turns a quotation into its contrary."""

from collections.abc import Sequence

from claims.analysis.types import Change, ChangeKind


def quotation_changes(changes: Sequence[Change]) -> list[str]:
    """Return a sentence for each changed number or negation; the other changes leave what was said."""
    return [
        f"The quoted {change.kind.value} differs: “{change.left}” / “{change.right}”."
        for change in changes
        if change.changes_meaning and change.kind in (ChangeKind.NUMBER, ChangeKind.NEGATION)
    ]
