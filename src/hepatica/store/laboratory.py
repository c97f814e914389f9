"""Tables of the cell laboratory, the bedside and the masked reading."""

# ruff: noqa: D106 — Meta says nothing of its own.
from __future__ import annotations

from typing import ClassVar

from django.db import models

from hepatica.store.projected import Projected


class ProjectedMaterial(Projected):
    """Materials of the cell laboratory; a label is asked for whosesoever it is."""

    body = models.TextField()

    class Meta:
        db_table = "projected_material"
        indexes: ClassVar = [models.Index(fields=["key"], name="projected_material_key")]


class ProjectedTest(Projected):
    """Quality tests as they stand."""

    body = models.TextField()

    class Meta:
        db_table = "projected_test"


class ProjectedRelease(Projected):
    """Decisions on lots."""

    body = models.TextField()

    class Meta:
        db_table = "projected_release"


class ProjectedBag(Projected):
    """Bags from authorisation to the end of infusion; asked for by label."""

    body = models.TextField()

    class Meta:
        db_table = "projected_bag"
        indexes: ClassVar = [models.Index(fields=["key"], name="projected_bag_key")]


class ProjectedMatch(Projected):
    """Comparisons at the bedside."""

    body = models.TextField()

    class Meta:
        db_table = "projected_match"


class ProjectedBranch(Projected):
    """Ways that were taken."""

    body = models.TextField()

    class Meta:
        db_table = "projected_branch"


class ProjectedNotice(Projected):
    """Letters owed and sent."""

    body = models.TextField()

    class Meta:
        db_table = "projected_notice"


class ProjectedAccession(Projected):
    """Codes of masked slides; asked for by code."""

    body = models.TextField()

    class Meta:
        db_table = "projected_accession"
        indexes: ClassVar = [models.Index(fields=["key"], name="projected_accession_key")]


class ProjectedReading(Projected):
    """What readers accepted; asked for by code."""

    body = models.TextField()

    class Meta:
        db_table = "projected_reading"
        indexes: ClassVar = [models.Index(fields=["key"], name="projected_reading_key")]
