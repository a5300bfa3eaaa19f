"""Writes the picture in docs/architecture.md from the imports of the code: python .ci/architecture.py [--check].

With --check nothing is written; the exit code is 1 when the page tells of another structure than the code has.
"""

import sys
from collections import defaultdict
from pathlib import Path

import grimp

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "architecture.md"
BEGIN, END = "<!-- picture: made by .ci/architecture.py -->\n", "<!-- end of picture -->"
ROOTS = ("claims", "sources", "factcheck")
LEFT_OUT = ("management", "migrations", "apps")
# Packages that are drawn by what they hold; all others are one box.
OPENED = {"claims", "sources", "factcheck", "claims.analysis"}


def box(module: str) -> str:
    """The box that stands for a module: the largest package around it that is not opened."""
    parts = module.split(".")
    for length in range(1, len(parts)):
        name = ".".join(parts[:length])
        if name not in OPENED:
            return name
    return module


def boxes() -> tuple[dict[str, set[str]], set[tuple[str, str]]]:
    """The boxes of each opened package, and which box imports which."""
    sys.path.insert(0, str(PROJECT))
    graph = grimp.build_graph(*ROOTS, cache_dir=None)
    modules = {
        name
        for name in graph.modules
        if name not in OPENED and not any(part in LEFT_OUT for part in name.split(".")[1:2])
    }
    held: dict[str, set[str]] = defaultdict(set)
    for name in modules:
        held[box(name).rpartition(".")[0]].add(box(name))
    arrows = {
        (box(name), box(other))
        for name in modules
        for other in graph.find_modules_directly_imported_by(name)
        if other in modules and box(name) != box(other)
    }
    return held, arrows


def shortened(arrows: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The arrows without those that only repeat a way over other boxes, so that the picture can be read."""
    after: dict[str, set[str]] = defaultdict(set)
    for left, right in arrows:
        after[left].add(right)

    def reached(start: str, target: str) -> bool:
        waiting, seen = [one for one in after[start] if one != target], set()
        while waiting:
            here = waiting.pop()
            if here == target:
                return True
            if here not in seen:
                seen.add(here)
                waiting += after[here] - {start}
        return False

    return {(left, right) for left, right in arrows if not reached(left, right)}


def picture() -> str:
    """A mermaid flowchart: a frame for each package, a box for each part, an arrow from user to used."""
    held, arrows = boxes()
    lines = ["```mermaid", "flowchart TB"]

    def frame(package: str, depth: int) -> None:
        pad = "    " * depth
        lines.append(f'{pad}subgraph {package.replace(".", "_")}_["{package}"]')
        for name in sorted(held[package]):
            lines.append(f'{pad}    {name.replace(".", "_")}["{name.rpartition(".")[2]}"]')
        for inner in sorted(held):
            if inner.rpartition(".")[0] == package:
                frame(inner, depth + 1)
        lines.append(f"{pad}end")

    for root in ROOTS:
        frame(root, 1)
    for left, right in sorted(shortened(arrows)):
        lines.append(f"    {left.replace('.', '_')} --> {right.replace('.', '_')}")
    return "\n".join([*lines, "```", ""])


def main() -> int:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    made = f"{before}{BEGIN}{picture()}{END}{after}"
    if "--check" not in sys.argv:
        PAGE.write_text(made, encoding="utf-8")
    elif made != page:
        sys.stderr.write("docs/architecture.md is out of date; `make architecture` writes it.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
