"""What the watch over the record names exists: forms and items of consent and withdrawal, and a ground for each purpose."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.study.lines import Finding, Path
from hepatica.study.references import item_exists, reference
from hepatica.study.schedule import ItemAddress
from hepatica.study.study import Study


def lint(study: Study) -> Iterator[Finding]:
    """Yield what is wrong with the consent, the withdrawal and the purposes of processing.

    What research may do without consent ends where something is decided about the person (DPDP Act 2023, section
    17(2)(b)): a purpose that decides rests on another ground.
    """
    yield from _consent(study)
    yield from _withdrawal(study)
    for n, purpose in enumerate(study.monitoring.purposes):
        if purpose.decides and purpose.ground == "research_exemption":
            said = f"'{purpose.id}' decides about the person: the exemption of research is no ground for it"
            yield Finding(("monitoring", "purposes", n, "ground"), said)


def _consent(study: Study) -> Iterator[Finding]:
    consent = study.monitoring.consent
    if consent is None:
        return
    for item in filter(None, (consent.date, consent.version, consent.data_notice)):
        yield from item_exists(study, ItemAddress(form=consent.form, item=item), ("monitoring", "consent"))
    if (log := consent.renewed) is not None:
        for item in filter(None, (log.date, log.kind, log.version)):
            path: Path = ("monitoring", "consent", "renewed")
            yield from item_exists(study, ItemAddress(form=log.form, item=item), path)


def _withdrawal(study: Study) -> Iterator[Finding]:
    rule = study.monitoring.withdrawal
    if rule is None:
        return
    path: Path = ("monitoring", "withdrawal")
    yield from item_exists(study, ItemAddress(form=rule.form, item=rule.item), path)
    for key in ("always", "safety"):
        for n, form in enumerate(getattr(rule, key)):
            yield from reference("form", form, tuple(study.form_by_id), (*path, key, n), "forms")
