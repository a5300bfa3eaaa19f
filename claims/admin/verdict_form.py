"""The form in which a reviewer decides."""

from django import forms

from claims.admin.marks import STATUS_MEANINGS, STATUS_SYMBOLS
from claims.choices import DECISIONS
from claims.record_models import RATIONALE_CHARACTERS
from claims.review import MAX_ADDRESS, MAX_EVIDENCE, ReviewError, check_evidence

CHOICES = [(value, f"{STATUS_SYMBOLS[value]} {label}: {STATUS_MEANINGS[value]}") for value, label in DECISIONS]


class VerdictForm(forms.Form):
    """Turns what was typed into the arguments of review.record_verdict, which alone says what is allowed."""

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
    expected_version = forms.CharField(widget=forms.HiddenInput, max_length=100)

    def clean_evidence(self) -> list[str]:
        try:
            return check_evidence(self.cleaned_data["evidence"].splitlines())
        except ReviewError as error:
            raise forms.ValidationError(str(error)) from error
