"""Brings a home up to date: roles, tables, static files, the first login. Run by `manage.py up` before its services.

Run again, it changes nothing that a person changed: neither a password nor the rights of an account.
"""

import os
import secrets
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command

from factcheck.local.home import LOGIN_FILE, write_private

LOGIN_NAME = "admin"
SUPERUSER = "SUPERUSER_DATABASE_URL"  # set for a server of this home's own


def create_first_login(home: Path) -> None:
    """Make the administrator's account unless the database has accounts; its password goes to HOME/login."""
    from django.contrib.auth.models import User  # models can only be imported after django.setup()

    if User.objects.exists():
        return
    password = secrets.token_urlsafe(12)
    # The file comes first: an account whose password nobody can know would be the worse half.
    write_private(home / LOGIN_FILE, f"name: {LOGIN_NAME}\npassword: {password}\n")
    User.objects.create_superuser(username=LOGIN_NAME, password=password)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    django.setup()
    try:
        if SUPERUSER in os.environ:
            call_command("make_roles")
        call_command("migrate", interactive=False, verbosity=0)
    except CommandError as error:
        sys.exit(str(error))
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    create_first_login(settings.HOME)
