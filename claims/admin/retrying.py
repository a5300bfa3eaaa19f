"""What the actions that try failed work again tell the person."""

from django.contrib import messages
from django.http import HttpRequest


def tell_tried_again(request: HttpRequest, count: int, what: str) -> None:
    """Say how many of the chosen rows are tried again; `what` names them in the plural."""
    if count:
        messages.success(request, f"{count} failed {what} will be tried again.")
    else:
        messages.warning(request, "None of these has failed; nothing to try again.")
