"""Every person gets a random code of their own, which stands for them in addresses."""

import uuid

from django.db import migrations, models


def give_codes(apps, schema_editor):
    User = apps.get_model("journey", "User")
    for user in User.objects.using(schema_editor.connection.alias).filter(code=None).only("pk").iterator():
        User.objects.using(schema_editor.connection.alias).filter(pk=user.pk).update(code=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("journey", "0001_first")]

    operations = [
        migrations.AddField("user", "code", models.UUIDField(null=True, editable=False)),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField("user", "code", models.UUIDField(default=uuid.uuid4, unique=True, editable=False)),
    ]
