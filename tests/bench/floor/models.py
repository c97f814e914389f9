"""A table shaped like the ledger's, without its triggers."""

from django.db import models


class FloorLine(models.Model):
    at = models.TextField()
    actor = models.TextField()
    subject = models.TextField(db_index=True)
    kind = models.TextField()
    schema = models.IntegerField()
    definition = models.BigIntegerField()
    body = models.TextField()
    prev = models.TextField()
    hash = models.TextField()

    class Meta:
        app_label = "floor"
        db_table = "bench_floor"

    def __str__(self):
        return self.kind
