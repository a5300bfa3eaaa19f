"""Dossiers through the running service beside the core alone: python -m benchmarks.service [FOLDER ...]

FOLDER is as for benchmarks.dossiers. Starts the whole service in a home of its own (PostgreSQL, broker, web, workers),
posts all articles by the API as one collection, waits until the workers are done, and reads claims, links and
suggestions back by the API. The core must find the same in the same articles with all pairs compared: each difference
is printed, and one makes the exit code 1. Prints how both agree with the labels, all in one collection. --apart gives
each dossier a service of its own, --json adds one last line with the service's totals.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.dossier_findings import Findings
from benchmarks.dossier_labels import LabelledDossier
from benchmarks.dossier_scores import Scores, score
from benchmarks.dossier_service import differences, found_by_the_core, found_by_the_service, part
from benchmarks.dossiers import load_or_exit, table, total, totals_of
from benchmarks.figures import Ratio, as_json
from benchmarks.running_service import Service, wait

# Nothing is being worked on or waits for it: then what the API shows stays as it is.
UNFINISHED = """
SELECT (SELECT count(*) FROM sources_article WHERE state IN ('received', 'extracted'))
     + (SELECT count(*) FROM claims_claim WHERE check_state = 'due')
"""


def served(dossiers: Sequence[LabelledDossier]) -> Findings:
    with Service() as service:
        return found_by_the_service(
            service, dossiers, lambda: wait(lambda: service.ask(UNFINISHED) == (0,), "the work is not done")
        )


def scored(dossiers: Sequence[LabelledDossier], findings: Findings) -> Scores:
    return total([score(dossier, part(findings, dossier.slug)) for dossier in dossiers])


def across(findings: Findings) -> Ratio:
    """Links between two dossiers, of all links."""
    apart = [findings.claims[one.left].dossier != findings.claims[one.right].dossier for one in findings.links]
    return Ratio(sum(apart), len(apart))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.service", description="Compares the running service with the core, on dossiers."
    )
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER", help="a dossier, or a folder of dossiers")
    parser.add_argument("--apart", action="store_true", help="a service of its own for each dossier")
    parser.add_argument("--json", action="store_true", help="print the service's totals as JSON in one last line")
    options = parser.parse_args(arguments)
    dossiers = load_or_exit(options.folders)
    found: list[str] = []
    columns: dict[str, Scores] = {"service": Scores(), "core": Scores()}
    wrong = {"service": Ratio(), "core": Ratio()}
    for collection in [[one] for one in dossiers] if options.apart else [dossiers]:
        both = {"service": served(collection), "core": found_by_the_core(collection)}
        found += differences(both["core"], both["service"])
        for name, findings in both.items():
            columns[name] += scored(collection, findings)
            wrong[name] += across(findings)
    print(table(columns, wrong))
    print(f"\n{len(found)} differences between the service and the core", *(f"- {one}" for one in found), sep="\n")
    if options.json:
        totals = totals_of(columns["service"], wrong["service"])
        print(as_json({"dossiers": len(dossiers), **totals, "differences": len(found)}))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
