"""Counts what is lost, doubled, failed or late when the service is stopped in the middle of its work.

    python -m benchmarks.durability [--claims 2000] [--fault kill|database|orderly] [--fault ...]

Starts the whole service in a home of its own. For each fault a batch of claims is submitted by the API,
the fault is caused as soon as the workers have rows in hand, and the time is taken until nothing is due any more.
"""

import argparse
import random
import signal
import time
from collections.abc import Iterator

from benchmarks.running_service import Service, wait

POST_AT_ONCE = 1_000
OUTLETS = 40
TELLERS = 5  # outlets that report one event
PLACES = [
    "Orlen",
    "Tarn",
    "Vesk",
    "Brill",
    "Harne",
    "Lodz",
    "Quay",
    "Mirren",
    "Castor",
    "Elnor",
    "Stade",
    "Ferrow",
    "Galt",
    "Iken",
    "Joss",
    "Kelm",
]
THINGS = [
    "bridge",
    "mine",
    "school",
    "harbour",
    "factory",
    "dam",
    "hospital",
    "station",
    "warehouse",
    "theatre",
    "library",
    "market",
]
EVENTS = ["closed", "evacuated", "damaged", "flooded", "sold", "reopened", "inspected", "searched"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.durability")
    parser.add_argument("--claims", type=int, default=2_000, help="posted before each fault")
    parser.add_argument("--fault", action="append", choices=["kill", "database", "orderly"], help="default: all three")
    options = parser.parse_args()
    print("| fault | claims | lost | doubled | failed | charged | s until drained | of them after the fault |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    with Service() as service:
        for number, fault in enumerate(options.fault or ["kill", "database", "orderly"]):
            print(trial(service, fault, options.claims, number), flush=True)
        print("\n" + service.manage("check_suggestions").strip())


def post(service: Service, claims: list[dict[str, object]]) -> list[int]:
    """The ids of the claims once they are acknowledged."""
    ids: list[int] = []
    for start in range(0, len(claims), POST_AT_ONCE):
        answer = service.post("claims/bulk/", {"claims": claims[start : start + POST_AT_ONCE]})
        ids += [item["claim"]["id"] for item in answer["results"]]
    return ids


def trial(service: Service, fault: str, count: int, number: int) -> str:
    """A row of the table."""
    claims = list(made_up(count, seed=number))
    began = time.monotonic()
    ids = post(service, claims)
    wait(lambda: service.ask("SELECT count(*) FROM claims_claim WHERE lease_owner <> ''") > (0,), "nobody works")
    if fault == "database":
        service.postmaster().send_signal(signal.SIGINT)
    else:
        workers = service.processes("celery", "worker")
        mains = [each for each in workers if each.parent() and each.parent().pid == service.up.pid]
        for each in workers if fault == "kill" else mains:
            each.send_signal(signal.SIGKILL if fault == "kill" else signal.SIGTERM)
    broken = time.monotonic()
    wait(lambda: service.ask("SELECT count(*) FROM claims_claim WHERE check_state = 'due'") == (0,), "not drained")
    end = time.monotonic()
    done, failed, charged = service.ask(
        "SELECT count(*) FILTER (WHERE check_state = 'done'), count(*) FILTER (WHERE check_state = 'failed'),"
        " count(*) FILTER (WHERE attempts > 0) FROM claims_claim WHERE id = ANY(%s)",
        ids,
    )
    stored, different = service.ask(
        "SELECT count(*), count(DISTINCT client_ref) FROM claims_claim WHERE client_ref LIKE %s", f"{number}-%"
    )
    lost = count - done - failed
    return (
        f"| {fault} | {count:,} | {lost} | {stored - different} | {failed} | {charged} "
        f"| {end - began:.0f} | {end - broken:.0f} |"
    )


def made_up(count: int, *, seed: int) -> Iterator[dict[str, object]]:
    """Claims of which TELLERS outlets each report one event, in differing words."""
    chance = random.Random(seed)
    for event in range(-(-count // TELLERS)):
        place, thing, what = chance.choice(PLACES), chance.choice(THINGS), chance.choice(EVENTS)
        people, day = chance.randrange(2, 5_000), chance.randrange(1, 29)
        for teller, outlet in enumerate(chance.sample(range(OUTLETS), TELLERS)):
            if event * TELLERS + teller >= count:
                return
            said = chance.choice(["said the mayor", "the police reported", "officials said"])
            yield {
                "source": {"name": f"Outlet {outlet}"},
                "text": f"The {thing} of {place} was {what} on {day} March and {people:,} people left, {said}.",
                "client_ref": f"{seed}-{event}-{teller}",
            }


if __name__ == "__main__":
    main()
