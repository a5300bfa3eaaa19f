#!/usr/bin/env python
"""Commands of factcheck: `manage.py help` lists them."""

import os
import sys


def main() -> None:
    # The settings read the home when they are loaded, which is before a command parses its options.
    for position, argument in enumerate(sys.argv):
        if argument == "--home" and position + 1 < len(sys.argv):
            os.environ["FACTCHECK_HOME"] = os.path.abspath(sys.argv[position + 1])
        elif argument.startswith("--home="):
            os.environ["FACTCHECK_HOME"] = os.path.abspath(argument.removeprefix("--home="))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
