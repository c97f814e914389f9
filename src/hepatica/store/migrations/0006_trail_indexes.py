"""Indexes of the trail: by person, and by kind of everything but plain entry."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0005_review"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="accessevent",
            index=models.Index(fields=["actor", "seq"], name="access_event_of_actor"),
        ),
        migrations.AddIndex(
            model_name="accessevent",
            index=models.Index(fields=["kind", "seq"], name="access_event_of_kind"),
        ),
        migrations.AddIndex(
            model_name="studyevent",
            index=models.Index(fields=["actor", "seq"], name="study_event_of_actor"),
        ),
        migrations.AddIndex(
            model_name="studyevent",
            index=models.Index(
                condition=models.Q(("kind", "item.entered"), _negated=True),
                fields=["kind", "seq"],
                name="study_event_of_kind",
            ),
        ),
    ]
