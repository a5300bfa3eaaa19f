"""`manage.py ingest PATH ...`: take in articles from files and folders."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sources.errors import IngestError
from sources.files import ArticleFile, article_paths, moment, read_article, read_dossier
from sources.ingest import add_article
from sources.models import Article, Dossier, Source
from sources.outlets import find_or_create_source

SOURCE_FIELDS = ("country", "language", "owner")


class Command(BaseCommand):
    help = "Take in articles from files and folders (.txt, .md, .html). Running it twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of files")
        parser.add_argument("--source", help="name of the outlet, for files that do not say; otherwise the file's name")
        parser.add_argument("--title", help="title, for files that do not say")
        parser.add_argument("--published", help="time of publication in ISO 8601, for files that do not say")
        parser.add_argument("--home", help="the home of a running factcheck; by default .factcheck/")

    def handle(self, *, paths: list[Path], source: str | None, title: str | None, published: str | None, **_) -> None:
        try:
            published_at = moment(published)
        except IngestError as error:
            raise CommandError(f"--published: {error.sentence}") from error
        taken = refused = 0
        for path in article_paths(paths):
            try:
                found = read_article(path)
                outlet = self.outlet(found, fallback=source or path.stem)
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
                self.file_in_dossier(path.parent, article)
            except IngestError as error:
                refused += 1
                self.stderr.write(f"{path}: {error.sentence}")
                continue
            taken += 1
            self.stdout.write(f"{path}: {'taken in' if created else 'already there'} as article {article.pk}, {outlet}")
        if not taken and not refused:
            raise CommandError("There is no article in these folders: files end in .txt, .md or .html.")
        self.stdout.write(f"{taken} taken in, {refused} refused. The workers find and cross-check their claims now.")
        if refused:
            raise CommandError(f"{refused} of {taken + refused} files were refused; each says why above.")

    @staticmethod
    def outlet(found: ArticleFile, *, fallback: str) -> Source:
        outlet = find_or_create_source(
            name=found.source.get("name") or fallback,
            domain=found.source.get("domain", ""),
            kind=found.source.get("kind", "website"),
        )
        # What the file says of an outlet fills gaps; what somebody entered stays.
        missing = {
            name: found.source[name] for name in SOURCE_FIELDS if name in found.source and not getattr(outlet, name)
        }
        if missing:
            Source.objects.filter(pk=outlet.pk).update(**missing)
        return outlet

    @staticmethod
    def file_in_dossier(folder: Path, article: Article) -> None:
        written = read_dossier(folder)
        if written:
            dossier, _ = Dossier.objects.get_or_create(slug=written.pop("slug"), defaults=written)
            dossier.articles.add(article)
