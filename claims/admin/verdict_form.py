"""The form in which a reviewer decides on a claim, and on others of its statement with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict

from claims.admin.fellows import Fellow
from claims.admin.marks import STATUS_MEANINGS, STATUS_SYMBOLS
from claims.choices import DECISIONS
from claims.models import Claim
from claims.record_models import RATIONALE_CHARACTERS
from claims.review import MAX_ADDRESS, MAX_EVIDENCE, MOST_COVERED, ReviewError, check_evidence

CHOICES = [(value, f"{STATUS_SYMBOLS[value]} {label}: {STATUS_MEANINGS[value]}") for value, label in DECISIONS]
MALFORMED = "This is no claim of the statement. Open the page again."


class CoversField(forms.Field):
    """Claims by their keys, each with the version that was read; ticked boxes send them as `key:version`."""

    widget = forms.SelectMultiple

    def to_python(self, value: Sequence[str] | None) -> dict[int, str]:
        found: dict[int, str] = {}
        for one in value or ():
            key, _, version = one.partition(":")
            if not (key.isascii() and key.isdigit() and len(key) < 19 and 0 < len(version) <= 100):
                raise forms.ValidationError(MALFORMED)
            found[int(key)] = version
        if len(found) >= MOST_COVERED:
            raise forms.ValidationError(f"A decision covers {MOST_COVERED} claims at most.")
        return found


class VerdictForm(forms.Form):
    """Turns what was typed into the arguments of review.record_verdicts, which alone says what is allowed."""

    status = forms.ChoiceField(
        label="Your verdict",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the three."},
    )
    rationale = forms.CharField(
        label="Rationale",
        max_length=RATIONALE_CHARACTERS,
        help_text="Why, in words that a colleague can follow. It is kept for good.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Give your reasons: a verdict needs a rationale."},
    )
    evidence = forms.CharField(
        label="Evidence",
        max_length=MAX_EVIDENCE * (MAX_ADDRESS + 2),
        required=False,
        help_text="Addresses of what you consulted, one a line.",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
    )
    covers = CoversField(required=False)
    expected_version = forms.CharField(widget=forms.HiddenInput, max_length=100)

    def clean_evidence(self) -> list[str]:
        try:
            return check_evidence(self.cleaned_data["evidence"].splitlines())
        except ReviewError as error:
            raise forms.ValidationError(str(error)) from error

    def decision(self, claim: Claim) -> dict[str, Any]:
        """What was decided on the claim and those ticked with it, as review.record_verdicts takes it."""
        said = dict(self.cleaned_data)
        return {"read": {**said.pop("covers"), claim.pk: said.pop("expected_version")}, **said}


@dataclass(frozen=True, slots=True)
class Cover:
    """A box to tick: another claim of the statement, which the decision covers as well."""

    fellow: Fellow
    value: str
    ticked: bool


def covered(
    fellows: Sequence[Fellow],
    versions: Mapping[int, str],
    form: VerdictForm | None,
    *,
    anew: bool,
    ticked: Collection[int] | None = None,
) -> list[Cover]:
    """The boxes of these claims: all that await a verdict are ticked, or those that were sent or `ticked` before.

    What was sent keeps the version that was read, unless the reviewer is to look at it anew.
    """
    sent = None
    if form is not None and form.is_bound:
        sent = dict(one.partition(":")[::2] for one in cast(QueryDict, form.data).getlist("covers"))
    boxes = []
    for fellow in fellows:
        key = str(fellow.claim.pk)
        version = versions[fellow.claim.pk] if anew or not sent or key not in sent else sent[key]
        waits = fellow.awaits if ticked is None else fellow.claim.pk in ticked
        boxes.append(Cover(fellow, f"{key}:{version}", waits if sent is None else key in sent))
    return boxes
