"""Access of API clients."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

PREFIX = "fc_"  # lets a leaked token be recognised by scanners


def digest(token: str) -> str:
    """SHA-256 in hex. Tokens carry 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


class Scope(models.TextChoices):
    """What a token is good for, within what its client may do."""

    READ = "read", "Read everything"
    CLAIMS = "claims:write", "Post claims"
    ARTICLES = "articles:write", "Post articles, sources, dossiers and cross-checks"
    VERDICTS = "verdicts:write", "Record verdicts and judgements"
    HOOKS = "hooks", "Make and change webhooks"


def every_scope() -> list[str]:
    return list(Scope.values)


class ApiToken(models.Model):
    """A bearer token of one client. Only its digest is stored; the client's groups say what it may do."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=150, help_text="what the token is for")
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="from when on it opens nothing; empty: never")
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="to the minute")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), default=every_scope, db_default=every_scope())

    class Meta:
        verbose_name = "API token"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def issue(
        cls, *, user: models.Model, name: str, scopes: Sequence[str] = (), expires_at: datetime | None = None
    ) -> tuple[Self, str]:
        """Make a token for `user`; the plain token is returned here and can never be read again. No scopes: all."""
        plain = PREFIX + secrets.token_urlsafe(32)
        values = {"scopes": list(scopes) or every_scope(), "expires_at": expires_at}
        return cls.objects.create(user=user, name=name, token_sha256=digest(plain), **values), plain


class KeptAnswer(models.Model):
    """The answer to a POST with an Idempotency-Key, kept for as long as its client may send it again."""

    client = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    key_sha256 = models.CharField(max_length=64, help_text="of the key's bytes")
    request_sha256 = models.CharField(max_length=64, help_text="of address and body")
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField()
    body = models.BinaryField(help_text="compressed by zlib")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "key_sha256"], name="kept_answer_key_is_unique_in_client")
        ]

    def __str__(self) -> str:
        return f"{self.status} to {self.key_sha256[:12]}"
