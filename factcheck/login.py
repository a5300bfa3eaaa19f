"""Logging in to the desk: bounded, slowed down after wrong passwords, and written to the log."""

import math
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from factcheck.attempts import wrong_passwords
from factcheck.clients import client_network

MOST_CHARACTERS = {"username": 150, "password": 1000}


class LoginForm(AdminAuthenticationForm):
    """Name and password of bounded length. Too many wrong ones of an address, under whatever names, have to wait."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, most in MOST_CHARACTERS.items():
            self.fields[name].widget.attrs["maxlength"] = most
            self.fields[name].validators.append(forms.CharField(max_length=most).validators[0])

    def clean(self) -> dict[str, Any]:
        address = client_network(self.request) if self.request else ""
        wait = wrong_passwords.wait(address)
        if wait:  # before the password is hashed, which takes long on purpose
            raise forms.ValidationError(
                f"Too many wrong passwords came from your address. Try again in {math.ceil(wait / 60)} minutes."
            )
        try:
            return super().clean()
        except forms.ValidationError:
            wrong_passwords.add(address)
            raise


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """The page for a name that had too many wrong passwords from this address."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    context = {**admin.site.each_context(request), "title": "Log in", "minutes": minutes}
    answer = render(request, "admin/locked.html", context, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer


def client_words(username: str | None, address: str | None, agent: str, path: str, request: HttpRequest) -> str:
    """Who tried to log in from where, for the log; in one line whatever was typed as the name."""
    return f"{(username or '')[:150]!r} from {address or 'an unknown address'}"


def client_address(request: HttpRequest) -> str | None:
    return client_network(request) or None
