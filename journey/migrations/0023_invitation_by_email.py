from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    """What waits for someone is found by their email, however many were ever invited."""

    dependencies = [("journey", "0022_readers_told")]

    operations = [migrations.AddIndex("invitation", models.Index(Lower("email"), name="invitation_email"))]
