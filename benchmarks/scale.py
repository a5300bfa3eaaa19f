"""Measure how fast claims are cross-checked as their number grows: python -m benchmarks.scale DATA [--stored N ...]

DATA is a folder of the public sets. For each number of stored claims it prints claims a second from posted text to
stored cross-references and suggestions, with two worker processes; the seconds a worker needs to read all vectors,
once; the time and recall of retrieval; and, beside it, other ways to find the same candidates.
"""

import argparse
import math
import multiprocessing
import time
from pathlib import Path

from benchmarks import scale_servers

WORKERS = 2
ROUNDS = 3
POSTED = 2_500  # claims in a round
REQUEST = 500  # claims in one post
QUERIES = 100
TOP = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--stored", nargs="+", type=int, default=[10_000])
    parser.add_argument("--without-peers", action="store_true", help="leave out the other ways, which take longer")
    options = parser.parse_args()
    scale_servers.start()
    # Only now do the settings know the servers.
    from benchmarks import scale_corpus, scale_peers
    from claims.engine_version import ENGINE_VERSION

    sentences = scale_corpus.real_sentences(options.data)
    # Others each time: what was posted before is known.
    rounds = [sentences[at * POSTED : (at + 1) * POSTED] for at in range(ROUNDS * len(options.stored))]
    kept = sentences[len(rounds) * POSTED :][: max(options.stored)]
    real = scale_corpus.vectors(kept)
    print(f"{len(kept):,} real sentences; stored claims above that number are noise-made.")
    rows, first = [], 0
    for number, count in enumerate(sorted(options.stored)):
        stored = scale_corpus.stored_vectors(real, count)
        started = time.perf_counter()
        scale_corpus.load(kept, stored, first=first, engine_version=ENGINE_VERSION)
        print(f"{count:,} claims stored in {time.perf_counter() - started:.0f} s.", flush=True)
        first = count
        claims = scale_peers.taken(QUERIES)
        exact, _ = scale_peers.ask(claims)
        row = {"stored": f"{count:,}", **retrieval_measures(claims, exact)}
        rows.append(row | pipeline_measures(rounds[number * ROUNDS : (number + 1) * ROUNDS]))
        print_table(rows[-1:])
        if not options.without_peers:
            print_table(scale_peers.measures(stored, kept, claims))
    print_table(rows)
    if len(rows) > 1:
        print(
            f"Growth of a claim's cost: exponent {growth(rows):.2f} from {rows[0]['stored']} to {rows[-1]['stored']}."
        )


def retrieval_measures(claims: list, exact: list[list[int]]) -> dict[str, str]:
    """Time a claim and recall against the exact nearest.

    Recall is that of as many as a cross-check takes, and of the top 50.
    """
    from claims import retrieval
    from claims.vectors import StoredVectors

    started = time.perf_counter()
    with StoredVectors().in_step():
        reading = time.perf_counter() - started
    ids = [claim.pk for claim in claims]
    few = retrieval.nearest(ids, limit=retrieval.CANDIDATES)
    started = time.perf_counter()
    retrieval.nearest(ids, limit=retrieval.CANDIDATES)
    seconds = time.perf_counter() - started
    many = retrieval.nearest(ids, limit=TOP)
    row = {"s to read": f"{reading:.1f}", "retrieval ms": f"{1000 * seconds / len(ids):.2f}"}
    for found, top in ((few, retrieval.CANDIDATES), (many, TOP)):
        hits = sum(
            len(set(wanted[:top]) & {other for sentence in found[claim.pk] for other in sentence.claims})
            for claim, wanted in zip(claims, exact, strict=True)
        )
        row[f"recall@{top}"] = f"{hits / (top * len(claims)):.3f}"
    return row


def pipeline_measures(rounds: list[list[str]]) -> dict[str, str]:
    """Claims a second in the fastest round and in the slowest: a shared machine's own speed comes and goes.

    The same WORKERS processes work through all rounds; the first warms them up and is not counted.
    """
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("spawn")
    over = context.Event()
    workers = [context.Process(target=work, args=(over,), daemon=True) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    measured = [pipeline_round(posted) for posted in rounds][1:]
    over.set()
    for worker in workers:
        worker.join()
    speeds, links = zip(*measured, strict=True)
    return {"claims/s": f"{max(speeds):.0f}", "slowest round": f"{min(speeds):.0f}", "links": str(sum(links))}


def pipeline_round(posted: list[str]) -> tuple[float, int]:
    """Claims a second from posted text to stored cross-references and suggestions, and how many links result."""
    from django.contrib.auth.models import User
    from django.utils import timezone

    from claims.choices import CheckState
    from claims.models import Claim, CrossReference
    from claims.submissions import SubmittedClaim, submit_claims
    from sources.models import Source

    client, _ = User.objects.get_or_create(username="benchmark")
    Claim.objects.filter(client=client).update(client=None)
    outlets = list(Source.objects.order_by("pk"))
    started = time.perf_counter()
    for at in range(0, len(posted), REQUEST):
        items = [
            SubmittedClaim(source=outlets[number % len(outlets)], text=posted[number])
            for number in range(at, min(at + REQUEST, len(posted)))
        ]
        submit_claims(items, client=client, now=timezone.now())
    while Claim.objects.due().exists():
        time.sleep(0.05)
    seconds = time.perf_counter() - started
    done = Claim.objects.filter(client=client, check_state=CheckState.DONE, suggestion__isnull=False)
    if done.count() != len(posted):
        raise SystemExit("Not every posted claim was cross-checked; the figures would be wrong.")
    links = CrossReference.objects.touching(list(done.values_list("pk", flat=True))).count()
    return len(posted) / seconds, links


def work(over) -> None:
    """One worker process: check claims as they come, until it is over."""
    import django

    django.setup()
    from claims import tasks

    while not over.is_set():
        tasks.check_claims()
        time.sleep(0.02)


def growth(rows: list[dict[str, str]]) -> float:
    """Exponent of the cost of a claim: the slope between the smallest and the largest corpus, on logarithmic axes."""
    sizes = [int(row["stored"].replace(",", "")) for row in (rows[0], rows[-1])]
    costs = [1 / float(row["claims/s"]) for row in (rows[0], rows[-1])]
    return math.log(costs[1] / costs[0]) / math.log(sizes[1] / sizes[0])


def print_table(rows: list[dict[str, str]]) -> None:
    names = list(rows[0])
    print("\n| " + " | ".join(names) + " |\n|" + " ---: |" * len(names))
    for row in rows:
        print("| " + " | ".join(row[name] for name in names) + " |")
    print(flush=True)


if __name__ == "__main__":
    main()
