"""`manage.py ingest PATH ...`: take in articles from files and folders."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from sources.dossiers import DossierTaken, add_dossier
from sources.errors import IngestError
from sources.files import ArticleFile, article_places, moment, read_article, read_dossier
from sources.ingest import add_article
from sources.models import Dossier, Source
from sources.outlets import Taken, change_source, find_or_create_source

SOURCE_FIELDS = ("country", "language", "owner")


class Command(BaseCommand):
    help = "Take in articles from files and folders (.txt, .md, .html). Running it twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files")
        parser.add_argument("--source", help="name of the outlet, for files that do not say; otherwise the file's name")
        parser.add_argument("--title", help="title, for files that do not say")
        parser.add_argument("--published", help="time of publication in ISO 8601, for files that do not say")
        parser.add_argument("--home", help="the home of a running factcheck; by default .factcheck/")

    def handle(
        self, *, paths: list[Path], source: str | None, title: str | None, published: str | None, **_: Any
    ) -> None:
        try:
            published_at = moment(published)
        except IngestError as error:
            raise CommandError(f"--published: {error.sentence}") from error
        taken = refused = 0
        for place in article_places(paths):
            try:
                found = read_article(place)
                written = read_dossier(place)
                with transaction.atomic():  # a file that is refused leaves neither outlet nor dossier behind
                    outlet = self.outlet(found, fallback=source or place.path.stem)
                    article, created = add_article(
                        source=outlet,
                        text="" if found.html else found.text,
                        html=found.text if found.html else "",
                        title=found.title or title or "",
                        url=found.url,
                        byline=found.byline,
                        published_at=found.published_at or published_at,
                        language=found.language,
                        now=timezone.now(),
                    )
                    if written:
                        self.dossier(written).articles.add(article)
            except (IngestError, Taken, DossierTaken) as error:
                refused += 1
                self.stderr.write(f"{place.path}: {error}")
                continue
            taken += 1
            words = "taken in" if created else "already there"
            self.stdout.write(f"{place.path}: {words} as article {article.pk}, {outlet}")
        if not taken and not refused:
            raise CommandError("There is no article in these folders: files end in .txt, .md or .html.")
        self.stdout.write(f"{taken} taken in, {refused} refused. The workers find and cross-check their claims now.")
        if refused:
            raise CommandError(f"{refused} of {taken + refused} files were refused; each says why above.")

    @staticmethod
    def outlet(found: ArticleFile, *, fallback: str) -> Source:
        written = {name: found.source[name] for name in SOURCE_FIELDS if name in found.source}
        outlet = find_or_create_source(
            name=found.source.get("name") or fallback,
            domain=found.source.get("domain", ""),
            kind=found.source.get("kind", "website"),
            **written,
        )
        # What the file says of an outlet that is there fills gaps; what somebody entered stays.
        missing = {name: value for name, value in written.items() if not getattr(outlet, name)}
        return change_source(source_id=outlet.pk, values=missing, by=None) if missing else outlet

    @staticmethod
    def dossier(written: dict[str, str]) -> Dossier:
        return Dossier.objects.filter(slug=written["slug"]).first() or add_dossier(
            title=written["title"], slug=written["slug"], summary=written["summary"]
        )
