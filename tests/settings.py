"""The product's settings, on servers started for this test run."""

from tests import stack

stack.start()

from factcheck.settings import *  # noqa: E402, F403

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]  # noqa: F405 - gives `lintmigrations` to make check
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  (WhiteNoise warns where it is missing)
TASK_SECONDS = 600  # a test that calls a task sees all of its work done
DATABASE_TIMEOUTS = {"web": {}, "worker": {}}  # a test that needs them sets its own
OUTGOING_NETWORKS = ["127.0.0.0/8"]  # servers of the tests themselves; a test that needs to be kept out sets none
