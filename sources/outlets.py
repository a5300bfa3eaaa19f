"""Outlets: found, added and changed; one set of rules for the API, the admin and the command line."""

import logging
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.db import IntegrityError, transaction

from sources.errors import IngestError
from sources.models import Source, SourceKind
from sources.names import clean_name
from sources.slugs import free_slug

CREATE_TRIES = 5
NAME_CHARACTERS = 200
DOMAIN_CHARACTERS = 253
LANGUAGE_CHARACTERS = 35
check_domain = DomainNameValidator()

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NewSource:
    """The fields by which an outlet is found or made."""

    name: str
    domain: str = ""
    kind: str = SourceKind.WEBSITE


class Taken(ValueError):
    """Another outlet has this name, slug or domain."""


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The given fields of an outlet as they are stored. Raises IngestError with the field that is wrong."""
    found = dict(values)
    for field, value in values.items():
        if field in CHECKS:
            try:
                found[field] = CHECKS[field](value)
            except ValueError as error:
                raise IngestError(field, str(error)) from None
    return found


def checked_name(raw: str) -> str:
    name = clean_name(raw, most=NAME_CHARACTERS)
    if not name:
        raise ValueError("A source needs a name.")
    return name


def checked_owner(raw: str) -> str:
    return clean_name(raw, most=NAME_CHARACTERS)


def checked_domain(raw: str) -> str:
    if len(raw) > DOMAIN_CHARACTERS:
        raise ValueError(f"A domain may have {DOMAIN_CHARACTERS} characters at most.")
    domain = raw.strip().lower()
    if domain:
        try:
            check_domain(domain)
        except ValidationError:
            raise ValueError("A domain looks like example.org, without https://.") from None
    return domain


def checked_kind(kind: str) -> str:
    if kind not in SourceKind.values:
        raise ValueError(f"A source's kind is one of {', '.join(SourceKind.values)}, not {kind[:40]!r}.")
    return kind


def checked_country(country: str) -> str:
    if country and not re.fullmatch("[A-Z]{2}", country):
        raise ValueError("A country is two capital letters of ISO 3166-1, such as GB.")
    return country


def checked_language(tag: str) -> str:
    if tag and (len(tag) > LANGUAGE_CHARACTERS or not re.fullmatch("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", tag)):
        raise ValueError("A language is a BCP 47 tag such as en or pt-BR.")
    return tag


CHECKS: dict[str, Callable[[str], str]] = {
    "name": checked_name,
    "owner": checked_owner,
    "domain": checked_domain,
    "kind": checked_kind,
    "country": checked_country,
    "language": checked_language,
}


def find_source(*, name: str, domain: str = "") -> Source | None:
    """The outlet of this name, or else of this domain. Both come as `checked` gives them."""
    return Source.objects.filter(name=name).first() or (
        Source.objects.filter(domain=domain).first() if domain else None
    )


def find_or_create_source(*, name: str, domain: str = "", kind: str = SourceKind.WEBSITE, **more: Any) -> Source:
    """The outlet of this name, or else of this domain, or else a new one; IngestError when it can't be one.

    `more` are fields that only a new one gets.
    """
    try:
        values = checked({"name": name, "domain": domain, "kind": kind})
    except IngestError as error:
        raise IngestError("source", error.sentence) from None
    for _ in range(CREATE_TRIES):
        found = find_source(name=values["name"], domain=values["domain"])
        if found:
            return found
        # Of two requests that make one source at once, the constraints refuse the later, which then finds it.
        with suppress(Taken):
            return add_source(**values, **more)
    raise IngestError("source", "Many sources of like names are being made at this moment. Try again.")


def add_source(*, name: str, slug: str = "", **values: Any) -> Source:
    """A new outlet; its slug is made of its name unless one is given. Raises IngestError or Taken."""
    values = checked({"name": name, **values})
    for _ in range(CREATE_TRIES):
        try:
            with transaction.atomic():
                return Source.objects.create(slug=slug or free_slug(Source, values["name"]), **values)
        except IntegrityError as error:
            refused = error
            if slug or find_source(name=values["name"], domain=values.get("domain", "")):
                break  # it is not that somebody took the same free slug at this moment
    raise Taken("Another outlet has this name, slug or domain already.") from refused


def change_source(*, source_id: int, values: Mapping[str, Any], by: User | None) -> Source:
    """Change fields of an outlet, and write down who changed what from what to what.

    `by` is None for a command of whoever runs the service: that goes to the log alone. Raises IngestError or Taken.
    """
    values = checked(values)
    try:
        with transaction.atomic():
            source = Source.objects.select_for_update(no_key=True).get(pk=source_id)
            changes = {
                field: (getattr(source, field), value)
                for field, value in values.items()
                if getattr(source, field) != value
            }
            if not changes:
                return source
            for field, (_, value) in changes.items():
                setattr(source, field, value)
            source.save(update_fields=list(changes))
            write_down(source, changes, by=by)
    except IntegrityError as error:
        raise Taken("Another outlet has this name, slug or domain already.") from error
    return source


def write_down(source: Source, changes: Mapping[str, tuple[str, str]], *, by: User | None) -> None:
    """One row of the admin's log, read on the history page of the outlet."""
    words = "; ".join(f"{field}: from {before!r} to {after!r}" for field, (before, after) in changes.items())
    logger.info("Source %s (%s) was changed by %s: %s", source.pk, source.slug, by or "a command", words)
    if by is not None:
        LogEntry.objects.create(
            user=by,
            content_type=ContentType.objects.get_for_model(source),
            object_id=str(source.pk),
            object_repr=str(source)[:200],
            action_flag=CHANGE,
            change_message=f"Changed {words}.",
        )
