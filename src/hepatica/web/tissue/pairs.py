"""What was read, after unmasking: both biopsies of a participant beside each other, the change, and the figure of all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.datasets.tissue_change import BiopsySide, TissueChange, derive_tissue_change
from hepatica.jobs import outputs
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.html import broken_html, figure_html
from hepatica.report.study.liver_cd34 import cd34_figure
from hepatica.stats.agreement import NotEstimable
from hepatica.stats.paired_rates import Change
from hepatica.store import sight
from hepatica.tissue.reading_rule import Verdict
from hepatica.web.figures import script_address
from hepatica.web.shell.parts import Mark
from hepatica.web.tissue.specimens import Specimens

VERDICTS = {
    Verdict.OTHER_METHOD: gettext_lazy("Counted by different methods: not compared."),
    Verdict.NONE_AFTER: gettext_lazy(
        "No cell was counted after infusion: the upper bound is what can be said."
    ),
    Verdict.RISE_WITH_SINUSOIDS: gettext_lazy(
        "Cells and sinusoids rose in parallel: not evidence of progenitors."
    ),
    Verdict.RISE_ALONE: gettext_lazy("Cells rose and sinusoids did not."),
    Verdict.RISE_UNREAD: gettext_lazy(
        "Cells rose and the sinusoids were not measured: a rise cannot be read without them."
    ),
    Verdict.FEWER: gettext_lazy("Fewer cells after infusion."),
    Verdict.UNCHANGED: gettext_lazy("No change either way."),
}


@dataclass(frozen=True, kw_only=True)
class Side:
    """One biopsy as it was read: never a percentage without its counts, its label and its companion."""

    title: str
    taken: str
    count: str
    percent: str
    intervals: str
    companion: str
    flag: str
    label: str
    adequacy: str
    blood: str
    readings: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A participant's two biopsies."""

    mark: Mark
    sides: tuple[Side, ...]
    change: str
    sinusoids: str
    verdict: str
    missing: tuple[str, ...]


def pair(at: Specimens) -> Pair | None:
    """Return a participant's pair; None before any biopsy was read."""
    found = derive_tissue_change(at.study, at.state, at.subject)
    if not any(side and side.value for side in (found.before, found.after)):
        return None
    sides = ((_("Before"), found.before), (_("After"), found.after))
    return Pair(
        mark=at.mark,
        sides=tuple(_side(title, side) for title, side in sides if side and side.value),
        change=_change(found.change.cells),
        sinusoids=_sinusoids(found),
        verdict=str(VERDICTS.get(found.change.verdict, "")) if found.change.verdict else "",
        missing=tuple(why[:1].upper() + why[1:] for _time, why in found.missing),
    )


def _side(title: str, side: BiopsySide) -> Side:
    assert side.value is not None
    count, area = side.value.count, side.value.sinusoids
    wilson, exact = count.wilson(), count.exact()
    core = side.core
    return Side(
        title=title,
        taken=side.taken.words(),
        count=f"{write.number(count.positive)} / {write.number(count.counted)}",
        percent=f"{write.number(count.percent, 2)} %",
        intervals=_("Wilson %(wilson)s, exact %(exact)s %%")
        % {"wilson": _range(wilson.lower, wilson.upper), "exact": _range(exact.lower, exact.upper)},
        companion=f"{write.number(area, 1)} %" if area is not None else _("not measured"),
        flag=str(side.precision or ""),
        label=side.label,
        adequacy=side.adequacy.words if side.adequacy else "",
        blood=_blood(core.blood_cd34 if core else "", core.gcsf_days if core else ""),
        readings=tuple(_reading(one.reader, one.positive, one.counted) for one in side.readings),
    )


def _range(lower: float, upper: float) -> str:
    return _("%(low)s to %(high)s") % {
        "low": write.number(Decimal(repr(100 * lower)), 2),
        "high": write.number(Decimal(repr(100 * upper)), 2),
    }


def _reading(reader: str, positive: int | None, counted: int | None) -> str:
    counts = f"{positive} / {counted}" if positive is not None and counted is not None else _("not counted")
    return f"{reader or _('reader not named')}: {counts}"


def _blood(blood: str, days: str) -> str:
    said = _("%(n)s CD34+ per µL of blood in the same hour") % {"n": blood} if blood else ""
    gcsf = _("%(n)s days since the last G-CSF") % {"n": days} if days else ""
    return ", ".join(filter(None, (said, gcsf))) or _("Blood CD34 and days since G-CSF not recorded")


def _change(cells: Change | NotEstimable | None) -> str:
    if cells is None:
        return ""
    if isinstance(cells, NotEstimable):
        return cells.why[:1].upper() + cells.why[1:] + "."
    said = _("After over before %(ratio)s, 95 %% interval %(low)s to %(high)s")
    numbers = {"ratio": cells.ratio, "low": cells.lower, "high": cells.upper}
    return said % {name: write.number(Decimal(repr(value)), 2) for name, value in numbers.items()}


def _sinusoids(found: TissueChange) -> str:
    change = found.change.sinusoids
    if change is None or isinstance(change.ratio, NotEstimable):
        return ""
    return _("Sinusoids after over before %(ratio)s") % {"ratio": write.number(change.ratio, 2)}


def figure() -> tuple[str, str]:
    """Return the figure of all pairs as HTML and the address of its script; '' where nothing is drawn."""
    try:
        made = drawn()
    except (ValueError, outputs.NoSuchCut) as error:
        return broken_html(_("Liver CD34"), error), ""
    if made is None:
        return "", ""
    still = (
        '<noscript><picture><source media="(prefers-color-scheme: dark)" srcset="/tissue/pairs.svg?theme=dark">'
        '<img src="/tissue/pairs.svg" alt=""></picture></noscript>'
    )
    return figure_html(made, picture=still), script_address()


def drawn() -> Figure | None:
    """Return the figure of the report, as the record stands; None before any biopsy was counted."""
    return None if sight.is_limited() else cd34_figure(outputs.cut_at())
