"""Fails unless every locked package has a wheel for each supported Python and machine.

Asks the registry that uv is set up for; downloads descriptions, no packages.
"""

import subprocess
import sys
import tempfile

PYTHONS = ("3.11", "3.12", "3.13")
PLATFORMS = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28")  # Debian 10, Ubuntu 18.10, RHEL 8 and later
LOCKS = ("requirements/base.txt", "requirements/dev.txt")


def missing(lock: str, python: str, platform: str) -> str:
    """What uv says about the packages without a wheel; empty when each has one."""
    with tempfile.TemporaryDirectory() as empty:
        result = subprocess.run(
            [
                *(sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--no-deps", "--require-hashes"),
                *("--only-binary", ":all:", "--python-version", python, "--python-platform", platform),
                *("--target", empty, "--requirements", lock),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    return result.stderr.strip() if result.returncode else ""


def main() -> int:
    failed = False
    for lock in LOCKS:
        for python in PYTHONS:
            for platform in PLATFORMS:
                complaint = missing(lock, python, platform)
                failed |= bool(complaint)
                sys.stdout.write(f"{lock} Python {python} {platform}: {complaint or 'a wheel for each package'}\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
