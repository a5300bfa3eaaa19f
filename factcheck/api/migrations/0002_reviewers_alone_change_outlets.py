"""Name, owner and kind of an outlet decide which claims count as independent: changing them is a reviewer's."""

from django.db import migrations


def take_from_contributors(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    change = Permission.objects.filter(content_type__app_label="sources", codename="change_source")
    for group in Group.objects.filter(name="Contributors"):
        group.permissions.remove(*change)


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0001_initial"),
        ("claims", "0003_groups"),
    ]

    operations = [migrations.RunPython(take_from_contributors, migrations.RunPython.noop)]
