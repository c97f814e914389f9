"""The latest version of each design of the next trial."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0006_trail_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProjectedDesign",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "subject", "key", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.TextField()),
                ("key", models.TextField()),
                ("seq", models.BigIntegerField()),
                ("body", models.TextField()),
            ],
            options={
                "db_table": "projected_design",
            },
        ),
    ]
