"""The groups Contributors and Reviewers, with what each may do."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

VIEW = [
    "sources.view_source",
    "sources.view_article",
    "sources.view_dossier",
    "claims.view_claim",
    "claims.view_crossreference",
    "claims.view_judgement",
    "claims.view_suggestion",
    "claims.view_verdict",
    "claims.view_crosscheckrun",
]
CONTRIBUTE = [
    *VIEW,
    "sources.add_source",
    "sources.change_source",
    "sources.add_article",
    "sources.add_dossier",
    "sources.change_dossier",
    "claims.add_claim",
    "claims.add_crosscheckrun",
]
REVIEW = [*CONTRIBUTE, "claims.review_claim", "claims.add_verdict", "claims.add_judgement"]


def make_groups(apps, schema_editor):
    # Permissions are otherwise made after the last migration, too late to be given here.
    for label in ("sources", "claims"):
        create_permissions(installed.get_app_config(label), verbosity=0, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    for name, codes in (("Contributors", CONTRIBUTE), ("Reviewers", REVIEW)):
        group, _ = Group.objects.get_or_create(name=name)
        for code in codes:
            label, codename = code.split(".")
            group.permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_verdicts_are_append_only"),
        ("sources", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
