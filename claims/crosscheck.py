"""The cross-check: comparing claims with those of other sources, and storing the links found."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Left

from claims import candidates, links, shared_origins
from claims.analysis.comparing.claim_features import ClaimFeatures
from claims.analysis.comparing.matching import COMPARISON_VERSION, Compared, compare_all
from claims.analysis.comparing.prefilter import may_match
from claims.analysis.reading.submitted import SubmittedText, read_claims
from claims.analysis.types import Comparison, Relation
from claims.analysis.vectors.in_article import BEGINNING
from claims.analysis.vectors.packed import cosines
from claims.candidates import Candidates
from claims.choices import CheckPriority
from claims.correction_models import MadeLink
from claims.corrections import as_corrected, latest_corrections
from claims.engine_version import ENGINE_VERSION
from claims.mapping import PREFILTER_FIELDS, as_extracted, as_prefilter_fields, store_readings
from claims.models import Claim, CrossReference, PreparedClaim
from claims.prepared import prepared, store_prepared
from claims.retrieval import Candidate, Pair
from claims.statements import renew_statements
from claims.suggestions import refresh_suggestions
from claims.transitions import ask_for_checks, ending_checks
from sources import origins
from sources.independence.lineage import Origins


def crosscheck_claims(claim_ids: Sequence[int]) -> int:
    """Compare claims with their candidates, store the cross-references and renew all suggestions they touch.

    A pair already linked is always compared again, so a link that no longer holds is removed. Running it twice
    changes nothing, nor does the order in which claims come. Returns how many pairs hold.
    """
    ids = sorted(set(claim_ids))
    stored = {(one.left_id, one.right_id): one for one in CrossReference.objects.touching(ids)}
    places = places_of({*ids, *(side for pair in stored for side in pair)})
    # What an older engine kept of a linked claim can't be compared any more, and the link must not be lost for that.
    prepare({*ids, *(side for pair in stored for side in pair)})
    found = candidates.find(ids, stored)
    made = links.made_links(ids)
    compared = with_made_links(compare_pairs(sorted(found.pairs.values())), made)
    holding = found.keep({(pair.left, pair.right) for pair, _ in compared} - made.keys()) | made.keys()
    over = {pair: one.pk for pair, one in stored.items() if pair not in holding} | pushed_off(found)
    ends = {side for pair in holding for side in pair}
    articles = shared_origins.articles_of({*ids, *ends})
    origins.read_again(articles.values())
    sides = {claim.pk: claim for claim in Claim.objects.filter(pk__any_of=ends).as_sides()}
    old_origins = origins.changes(articles[pk] for pk in ids if pk in articles)
    new_origins = [*shared_origins.new_among(holding, articles), *old_origins.renewed]
    with ending_checks(ids), origins.joined(new_origins, old_origins.gone):
        known = origins.origins_of({*articles.values(), *old_origins.articles})
        effects = shared_origins.effects(new_origins, old_origins, known)
        kept = (pair for pair in compared if (pair[0].left, pair[0].right) in holding)
        linked = (cross_reference(pair, one, sides, known) for pair, one in kept)
        rows = [row for row in linked if differs(row, stored.get((row.left_id, row.right_id)))]
        affected = {*ids, *(side for pair in over for side in pair)}
        affected |= {side for row in [*rows, *effects.links] for side in (row.left_id, row.right_id)} | effects.claims
        # Not those that a new version of their article retired meanwhile, nor what says something else by now.
        present = set(Claim.objects.current().lock(affected)) - moved_since(places)
        locked = [row for row in rows if row.left_id in present and row.right_id in present]
        store_links(over=over.values(), changed=effects.links, found=locked)
        keep_lists(found, holding, present)
        refresh_suggestions(present, checked=[pk for pk in ids if pk in present])
        ask_for_checks(effects.again & present - set(ids), priority=CheckPriority.BACKGROUND)
        relinked = {side for pair in [*over, *((row.left_id, row.right_id) for row in locked)] for side in pair}
        renew_statements({*ids, *relinked} & present)
    prune_links({*ids, *(side for row in rows for side in (row.left_id, row.right_id))})
    return len(holding)


def store_links(*, over: Collection[int], changed: Sequence[CrossReference], found: Sequence[CrossReference]) -> None:
    """Delete the links that are over, store the new origins of changed ones, and insert or replace those found."""
    CrossReference.objects.filter(pk__in=over).delete()
    CrossReference.objects.bulk_update(changed, ["independent", "shared_origin"], batch_size=1000)
    links.store(found)


def places_of(claim_ids: Iterable[int]) -> dict[int, list[int | None]]:
    """Article, start and end of each claim: as long as they are the same, so is its text."""
    rows = Claim.objects.filter(pk__any_of=set(claim_ids)).values_list("pk", "article_id", "start", "end")
    return {pk: place for pk, *place in rows}


def moved_since(places: Mapping[int, list[int | None]]) -> set[int]:
    """Of these locked claims those that a new version of their article has moved since `places`: they are due again."""
    now = places_of(places)
    return {pk for pk, place in places.items() if now.get(pk) != place}


def differs(new: CrossReference, old: CrossReference | None) -> bool:
    """Whether a row has to be written: most links of a claim that is checked again are as they were."""
    return old is None or any(getattr(new, name) != getattr(old, name) for name in links.REFERENCE_FIELDS[:-1])


KEEP_LISTS = """
UPDATE claims_preparedclaim AS claim SET reach = kept.reach, left_out = kept.left_out, more_outlets = kept.more_outlets
FROM unnest(%s::bigint[], %s::float8[], %s::int[], %s::int[]) AS kept (id, reach, left_out, more_outlets)
WHERE claim.claim_id = kept.id
    AND (claim.reach, claim.left_out, claim.more_outlets)
        IS DISTINCT FROM (kept.reach, kept.left_out, kept.more_outlets)
"""


def keep_lists(found: Candidates, holding: Collection[Pair], locked: Collection[int]) -> None:
    """Store the reach of the claims' lists, and the number of their matches that are not listed, for the reviewer.

    Not listed are matches that were compared and gave way to stronger ones.
    """
    claims = sorted(found.ids & set(locked))
    kept = set(CrossReference.objects.touching(claims).values_list("left_id", "right_id"))
    left_out = Counter(side for pair in holding if pair not in kept for side in pair)
    more, reaches = candidates.more_outlets(found.around, holding), found.reaches()
    columns = ([counted[claim] for claim in claims] for counted in (reaches, left_out, more))
    with connection.cursor() as cursor:
        cursor.execute(KEEP_LISTS, [claims, *columns])


def prune_links(claim_ids: Collection[int]) -> None:
    """Delete links that are above the limits at both ends, and renew the suggestions there.

    In a transaction of its own, which locks the claims at the ends in order of their keys and no others before or
    after, as any cross-check does: so two of them can't wait for each other. What changed before the locks
    is looked at again. Should a worker end before this, the links are too many until the claims are checked again, and
    every suggestion still follows from them.
    """
    seen = surplus_of(claim_ids)
    if not seen:
        return
    with transaction.atomic():
        locked = set(Claim.objects.lock(side for pair in seen.values() for side in pair))
        surplus = {key: pair for key, pair in surplus_of(locked).items() if locked.issuperset(pair)}
        CrossReference.objects.filter(pk__in=surplus).delete()
        for count, claims in by_count(side for pair in surplus.values() for side in pair).items():
            PreparedClaim.objects.filter(pk__any_of=claims).update(left_out=F("left_out") + count)
        ends = {side for pair in surplus.values() for side in pair}
        refresh_suggestions(ends)
        renew_statements(ends)


def surplus_of(claim_ids: Collection[int]) -> dict[int, Pair]:
    """Links that are above the limits, without those that reviewers made."""
    found = CrossReference.objects.surplus(claim_ids)
    made = links.made_links({side for pair in found.values() for side in pair}) if found else {}
    return {key: pair for key, pair in found.items() if pair not in made}


def pushed_off(found: Candidates) -> dict[Pair, int]:
    """The same of links that are on no list any more."""
    off = found.pushed_off()
    made = links.made_links({side for pair in off for side in pair}) if off else {}
    return {pair: key for pair, key in off.items() if pair not in made}


def by_count(claims: Iterable[int]) -> dict[int, list[int]]:
    """The claims by how often they occur."""
    found: dict[int, list[int]] = defaultdict(list)
    for claim, count in sorted(Counter(claims).items()):
        found[count].append(claim)
    return found


def prepare(claim_ids: Collection[int]) -> None:
    """Prepare claims that this engine version has not prepared: submitted ones, and those of older engines."""
    waiting = list(
        Claim.objects.current()
        .filter(pk__any_of=claim_ids)
        .exclude(prepared__engine_version=ENGINE_VERSION)
        .select_related("source", "article")
        .defer("search", "article__text", "article__fingerprints", "article__credited")
        .annotate(article_beginning=Left("article__text", BEGINNING))
        .order_by("pk")
    )
    words = {one.claim_id: one for one in latest_corrections(claim__in=waiting)}
    # What people wrote or marked as a claim is read here; what was found in an article was read there.
    submitted = [one for one in waiting if one.start is None or (one.pk in words and words[one.pk].made)]
    found = read_claims([SubmittedText(claim.text, claim.client_quote, claim.client_claimant) for claim in submitted])
    read = {
        claim.pk: as_corrected(one, claim.text, words[claim.pk]) if claim.pk in words else one
        for claim, one in zip(submitted, found, strict=True)
    }
    rows = prepared(waiting, [read.get(claim.pk) or as_extracted(claim) for claim in waiting])
    with transaction.atomic():
        # A new version of an article may have retired some of them in the meantime.
        current = set(Claim.objects.current().lock(claim.pk for claim in waiting))
        store_readings([(pk, found) for pk, found in read.items() if pk in current])
        store_prepared([row for row in rows if row.claim_id in current])


def compare_pairs(pairs: Sequence[Candidate]) -> list[tuple[Candidate, Comparison]]:
    """The pairs that say the same or contradict each other, in the order given.

    Claims of an older engine are passed over: their links are found when they are checked themselves.
    """
    likely = worth_comparing(pairs)
    sides = {side for pair, _ in likely for side in (pair.left, pair.right)}
    features = {
        pk: ClaimFeatures.from_json(stored)
        for pk, stored in PreparedClaim.objects.filter(pk__any_of=sides).values_list("pk", "features")
    }
    present = [(pair, measured) for pair, measured in likely if pair.left in features and pair.right in features]
    compared = compare_all([Compared(features[one.left], features[one.right], *measured) for one, measured in present])
    return [
        (pair, found) for (pair, _), found in zip(present, compared, strict=True) if found.relation != Relation.NONE
    ]


class Measured(NamedTuple):
    """Cosines of a pair, as Compared has them."""

    similarity: float
    nearness: float
    event: float | None


def worth_comparing(pairs: Sequence[Candidate]) -> list[tuple[Candidate, Measured]]:
    """The pairs that the prefilter keeps, so that few features are loaded."""
    sides = {side for pair in pairs for side in (pair.left, pair.right)}
    rows = PreparedClaim.objects.filter(pk__any_of=sides, engine_version=ENGINE_VERSION).values_list(
        "pk", "meaning", "beginning", *PREFILTER_FIELDS
    )
    fields, vectors = {}, {}
    for pk, meaning, beginning, *columns in rows:
        fields[pk] = as_prefilter_fields(*columns)
        vectors[pk] = bytes(meaning), bytes(beginning)
    present = [pair for pair in pairs if pair.left in fields and pair.right in fields]
    alike, events = (
        cosines([vectors[pair.left][part] for pair in present], [vectors[pair.right][part] for pair in present])
        for part in (0, 1)
    )
    measured = [
        (pair, Measured(one, pair.similarity, event))
        for pair, one, event in zip(present, alike, events, strict=True)
        if one is not None
    ]
    return [
        (pair, one)
        for pair, one in measured
        if may_match(
            fields[pair.left],
            fields[pair.right],
            one.similarity,
            one.nearness,
            in_articles=one.event is not None,
        )
    ]


def with_made_links(
    compared: Sequence[tuple[Candidate, Comparison]], made: Mapping[Pair, MadeLink]
) -> list[tuple[Candidate, Comparison]]:
    """The pairs that hold, with those that reviewers linked: as they said, whatever the comparison finds."""
    found = {(pair.left, pair.right): (pair, one) for pair, one in compared}
    for pair, link in made.items():
        candidate, comparison = found.get(pair, (Candidate(*pair, similarity=0.0), None))
        found[pair] = candidate, links.as_made(link, comparison)
    return list(found.values())


def cross_reference(pair: Candidate, found: Comparison, sides: Mapping[int, Claim], known: Origins) -> CrossReference:
    """The row for a compared pair."""
    ends = (pair.left, pair.right)
    left, right = sides[pair.left], sides[pair.right]
    return links.row_of(ends, found, left, right, known, similarity=pair.similarity, version=str(COMPARISON_VERSION))
