"""Secrets of the environment: a variable's value, or the content of the file that NAME_FILE names.

A file is what Docker, Kubernetes and systemd hand a secret over in: an environment is shown by `docker inspect`, and
passed on to every child process. Needs no Django, for `manage.py up` starts without it.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

SECRETS = ("SECRET_KEY", "RECORD_KEY", "RECORD_KEY_FALLBACKS", "DATABASE_URL", "REDIS_URL")
MOST_BYTES = 65_536  # of a secret; a path given by mistake may lead to anything


class SecretRefused(ValueError):
    """Why a secret can't be had, as a sentence that does not contain it."""


def read_secret(environment: Mapping[str, str], name: str) -> str:
    """The value of the variable `name`, or what stands in the file that `name`_FILE names; empty when neither is set.

    White space around it is dropped, such as the line break at the end of a file. SecretRefused when both are set, or
    when the file can't be read, is empty, too long or no text.
    """
    value, path = environment.get(name, "").strip(), environment.get(f"{name}_FILE", "").strip()
    if not path:
        return value
    if value:
        raise SecretRefused(f"Both {name} and {name}_FILE are set. Remove one of them: it can't be told which counts.")
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise SecretRefused(f"{name}_FILE names {path}, which is too long for a secret.")
        value = content.decode().strip()
    except OSError as error:
        raise SecretRefused(f"{name}_FILE names {path}, which can't be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise SecretRefused(f"{name}_FILE names {path}, which is no text in UTF-8.") from None
    if not value:
        raise SecretRefused(f"{name}_FILE names {path}, which is empty.")
    return value


def with_secrets(environment: Mapping[str, str], names: Iterable[str] = SECRETS) -> dict[str, str]:
    """The environment with the values of these secrets, and without the names of the files they came from."""
    found = dict(environment)
    for name in names:
        if value := read_secret(environment, name):
            found[name] = value
        found.pop(f"{name}_FILE", None)
    return found
