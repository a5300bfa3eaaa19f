"""Who leans on whom in a dossier, and why, over time."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from claims.dossiers.reading import Reading, moment_of
from claims.models import Claim
from sources.models import Article

MOST_LEANS = 100


@dataclass(frozen=True, slots=True)
class Lean:
    """Of two articles that do not stand on their own the later, the earlier, and a sentence that says why."""

    article: Article
    on: Article
    reason: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """Articles in the order of publication, and for each at most one that it leans on: the earliest of its origin."""

    articles: Sequence[Article]
    leans: Sequence[Lean]
    alone: Sequence[Article]  # that neither lean on another nor are leant on

    @property
    def moments(self) -> list[datetime]:
        return [moment_of(one) for one in self.articles]


def lineage_of(reading: Reading) -> Lineage:
    """The lineage of a dossier that was read, in one more query.

    What two articles have in common goes first; then, that claims of them quote the same words or rest on one word.
    """
    place = {article.pk: at for at, article in enumerate(reading.articles)}
    first: dict[int, tuple[int, str]] = {}
    for later in place:
        earliest = min(reading.origins.together(later) & place.keys(), key=place.__getitem__)
        if earliest != later:
            first[later] = earliest, reading.origins.why(earliest, later)
    for (left, right), reason in sorted(_of_claims(reading).items()):
        earlier, later = sorted((left, right), key=place.__getitem__)
        first.setdefault(later, (earlier, reason))
    by_key = {article.pk: article for article in reading.articles}
    leans = [
        Lean(article, by_key[first[article.pk][0]], first[article.pk][1])
        for article in reading.articles
        if article.pk in first
    ][:MOST_LEANS]
    linked = {one.pk for lean in leans for one in (lean.article, lean.on)}
    return Lineage(reading.articles, leans, [one for one in reading.articles if one.pk not in linked])


def _of_claims(reading: Reading) -> dict[tuple[int, int], str]:
    """By pair of articles why their claims are not independent: the reason that most of the links give."""
    dependent = [link for link in reading.links if link.shared_origin]
    sides = {side for link in dependent for side in (link.left, link.right)}
    article_of = dict(Claim.objects.filter(pk__any_of=sides).values_list("pk", "article"))
    given: dict[tuple[int, int], list[str]] = defaultdict(list)
    for link in dependent:
        left, right = sorted((article_of[link.left], article_of[link.right]))
        if left != right:
            given[left, right].append(link.shared_origin)
    return {pair: max(sorted(set(found)), key=found.count) for pair, found in given.items()}
