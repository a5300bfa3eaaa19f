"""All benchmarks: python -m benchmarks [DATA]. DATA is a folder of the public evaluation sets."""

import subprocess
import sys

OWN = ["benchmarks.dossiers"]  # on the repository's own labels
WITH_DATA = ["benchmarks.attribution", "benchmarks.checkworthiness", "benchmarks.matching", "benchmarks.scale"]
EITHER = ["benchmarks.lineage"]  # measures more with DATA


def main() -> None:
    data = sys.argv[1:2]
    for module in [*OWN, *EITHER, *(WITH_DATA if data else [])]:
        print(f"\n## python -m {module} {' '.join(data)}\n", flush=True)
        arguments = [] if module in OWN else data
        if subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode:
            sys.exit(f"{module} failed.")


if __name__ == "__main__":
    main()
