"""Tables of what people do about the record: queries, verification, review, locks, deviations, registers."""

# ruff: noqa: D106 — Meta says nothing of its own.
from __future__ import annotations

from typing import ClassVar

from django.db import models

from hepatica.store.projected import Projected


class ProjectedQuery(Projected):
    """Queries of people, with their threads. Columns for lists, which count those not closed by visit and form."""

    visit = models.TextField()
    form = models.TextField()
    state = models.TextField()
    body = models.TextField()

    class Meta:
        db_table = "projected_query"
        indexes: ClassVar = [models.Index(fields=["state", "subject"], name="projected_query_by_state")]


class ProjectedVerification(Projected):
    """What was compared with its source."""

    body = models.TextField()

    class Meta:
        db_table = "projected_verification"


class ProjectedReview(Projected):
    """What a clinician has read."""

    body = models.TextField()

    class Meta:
        db_table = "projected_review"


class ProjectedLock(Projected):
    """What is frozen or locked."""

    body = models.TextField()

    class Meta:
        db_table = "projected_lock"


class ProjectedAssessment(Projected):
    """How deviations were judged."""

    body = models.TextField()

    class Meta:
        db_table = "projected_assessment"


class ProjectedRegister(Projected):
    """Registers of incidents, breaches, requests and problems."""

    body = models.TextField()

    class Meta:
        db_table = "projected_register"


class ProjectedTrailReview(Projected):
    """Reviews of the audit trail."""

    body = models.TextField()

    class Meta:
        db_table = "projected_trail_review"


class ProjectedStatement(Projected):
    """Who accepted the signer's statement."""

    body = models.TextField()

    class Meta:
        db_table = "projected_statement"


class ProjectedRedaction(Projected):
    """Words taken out of sight."""

    body = models.TextField()

    class Meta:
        db_table = "projected_redaction"


class ProjectedDesign(Projected):
    """Designs of the next trial: the latest version of each."""

    body = models.TextField()

    class Meta:
        db_table = "projected_design"


class ProjectedCopy(Projected):
    """Certified copies."""

    body = models.TextField()

    class Meta:
        db_table = "projected_copy"
