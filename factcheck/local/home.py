"""The home: the folder an embedded run writes to, and the file by which commands find its servers."""

from pathlib import Path

ENVIRONMENT_FILE = "environment"


def read_environment(home: Path) -> dict[str, str]:
    """The variables that `manage.py up` wrote for this home, one NAME=value a line; {} when it never ran."""
    try:
        lines = (home / ENVIRONMENT_FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
