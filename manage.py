#!/usr/bin/env python
"""Commands of factcheck: `manage.py up` starts the service, `manage.py help` lists the others."""

import os
import sys


def main() -> None:
    # The settings read the home when they are loaded, which is before a command parses its options.
    for position, argument in enumerate(sys.argv):
        if argument == "--home" and position + 1 < len(sys.argv):
            os.environ["FACTCHECK_HOME"] = os.path.abspath(sys.argv[position + 1])
        elif argument.startswith("--home="):
            os.environ["FACTCHECK_HOME"] = os.path.abspath(argument.removeprefix("--home="))
    if sys.argv[1:2] == ["up"]:
        from factcheck.local.up import main as up

        sys.exit(up(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
