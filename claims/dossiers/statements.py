"""The statements of a dossier: which of its claims say the same."""

from collections import defaultdict
from dataclasses import dataclass

from claims.dossiers.reading import Key, leads_of, read
from claims.models import Claim
from sources.models import Dossier


@dataclass(frozen=True, slots=True)
class DossierStatement:
    """One statement; `lead` is the claim with its clearest wording, which another dossier may hold."""

    lead: int
    text: str
    claims: tuple[int, ...]  # of the dossier, those most worth checking first
    sources: tuple[str, ...]  # slugs of the outlets of these claims


def statements_of(dossier: Dossier) -> list[DossierStatement]:
    """The statements of a dossier, those of most outlets first; in eight queries."""
    reading = read(dossier)
    slugs = {article.source_id: article.source.slug for article in reading.articles}
    members: dict[Key, list[int]] = defaultdict(list)
    outlets: dict[Key, set[str]] = defaultdict(set)
    for one in reading.members:
        members[one.statement].append(one.claim)
        outlets[one.statement].add(slugs[one.source])
    leads = leads_of(list(members))
    texts = dict(Claim.objects.filter(pk__any_of=set(leads.values())).values_list("pk", "text"))
    found = [
        DossierStatement(leads[key], texts.get(leads[key], ""), tuple(claims), tuple(sorted(outlets[key])))
        for key, claims in members.items()
        if key in leads  # one that was joined to another meanwhile is read with that the next time
    ]
    return sorted(found, key=lambda one: -len(one.sources))
