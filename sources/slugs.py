"""Words of addresses, made of names."""

from django.db import models
from django.utils.text import slugify

STEM_CHARACTERS = 80


def free_slug(model: type[models.Model], name: str) -> str:
    """A slug made of the name that no row of the model has yet; numbered where the name alone is taken."""
    stem = slugify(name)[:STEM_CHARACTERS].strip("-_") or model.__name__.lower()
    taken = set(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug
