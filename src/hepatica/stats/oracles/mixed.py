"""Reference numbers of mixed models: fits of one data set, with random intercepts or with slopes too."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hepatica.stats.longitudinal import Measurement
from hepatica.stats.mixed import MixedModel, Random, mixed_model
from hepatica.stats.oracles.case import Beside, Case, Content, Rows, Shape
from hepatica.stats.oracles.lookup import ABSENT, column, data, uncomputed
from hepatica.stats.refusal import Refused

FIXED = 1e-4
CRITERION = 1e-3
VARIANCE = 1e-4
"""Relative: the optimiser of the reference itself stops within this of the optimum."""
INTERCEPT = "(Intercept)"
_FIRST = re.compile(r"(?:^|_)n(\d+)(?:_|$)")
_PACKAGE_DATA = re.compile(r"::(\w+)")


def is_mixed(content: Content) -> bool:
    """Recognise fits by their variance components."""
    return isinstance(content, Mapping) and any(_is_fit(value) for value in content.values())


def _is_fit(value: object) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("vc"), list) and "reml" in value


def cases(content: Content, beside: Beside) -> Iterator[Case]:
    """Refit every model of the file; one that is refused yields its numbers without an answer."""
    assert isinstance(content, Mapping)
    said = [str(content["data"]).split()[0]] if content.get("data") else []
    packaged = [f"{name}.csv" for name in _PACKAGE_DATA.findall(str(content.get("source", "")))]
    rows = data(beside, *said, *packaged, "sleepstudy.csv")
    for name, fit in content.items():
        if not _is_fit(fit):
            continue
        if rows is None:
            yield from uncomputed(name, fit, "the data of this fit do not lie beside the file")
        else:
            yield from _one(name, fit, rows)


def _one(name: str, fit: Mapping[str, Any], rows: Rows) -> Iterator[Case]:
    group = column(rows, *(str(part["grp"]) for part in fit["vc"] if part["grp"] != "Residual"))
    varying = {str(v) for part in fit["vc"] for v in (part.get("var1"), part.get("var2")) if v} - {INTERCEPT}
    times = (set(fit.get("fixef", {})) | varying) - {INTERCEPT}
    when = column(rows, *times) if times else column(rows, "Days", "time", "day")
    # What is left is the response: a column of numbers that is neither the time nor the participant.
    what = next((c for c in rows[0] if c not in {group, when, "", "rownames"}), None)
    if group is None or when is None or what is None or len(times) > 1:
        yield from uncomputed(name, fit, "the columns of this fit were not recognised in its data")
        return
    measured = _measured(name, rows, group, when, what)
    random: Random = "slope" if varying else "intercept"
    model = mixed_model(measured, random=random, show_anyway=True)
    if "singular" in fit:
        singular = isinstance(model, Refused) and model.kind == "boundary"
        yield Case(case=f"{name}.singular", expected=fit["singular"], got=singular)
    if isinstance(model, Refused):
        yield from uncomputed(name, {k: v for k, v in fit.items() if k != "singular"}, model.reason)
        return
    yield from _numbers(name, fit, model)


def _measured(name: str, rows: Rows, group: str, when: str, what: str) -> list[Measurement]:
    """All participants, or the first so many that the fit's name says: ``n5_random_slope``."""
    participants = list(dict.fromkeys(row[group] for row in rows))
    first = _FIRST.search(name)
    chosen = set(participants[: int(first[1])] if first else participants)
    return [
        Measurement(participant=row[group], time=float(row[when]), value=float(row[what]))
        for row in rows
        if row[group] in chosen and not {row[when], row[what]} & ABSENT
    ]


def _numbers(name: str, fit: Mapping[str, Any], model: MixedModel) -> Iterator[Case]:
    for part in ("fixef", "se"):
        for term, expected in fit.get(part, {}).items():
            ours = model.intercept if term == INTERCEPT else model.slope
            got = ours.value if part == "fixef" else ours.se
            yield Case(case=f"{name}.{part}.{term}", expected=expected, got=got, tolerance=FIXED)
    for component in fit["vc"]:
        variance, deviation = _component(component, model)
        place = f"{name}.vc.{component['grp']}.{component['var1']}.{component['var2']}"
        for part, found in (("vcov", variance), ("sdcor", deviation)):
            expected = component[part]
            yield Case(
                case=f"{place}.{part}",
                expected=expected,
                got=found,
                tolerance=VARIANCE * max(1.0, abs(expected)),
            )
    yield Case(case=f"{name}.reml", expected=fit["reml"], got=model.reml, tolerance=CRITERION)


def _component(component: Mapping[str, Any], model: MixedModel) -> tuple[float | None, float | None]:
    """Variance and SD of one component; covariance and correlation of a pair."""
    if component["grp"] == "Residual":
        return model.sd_residual**2, model.sd_residual
    if component.get("var2"):
        if model.sd_slope is None or model.correlation is None:
            return None, None
        return model.correlation * model.sd_intercept * model.sd_slope, model.correlation
    deviation = model.sd_intercept if component["var1"] == INTERCEPT else model.sd_slope
    return None if deviation is None else deviation**2, deviation


MIXED = Shape(
    name="mixed models",
    method="stats.mixed.mixed_model, profile REML",
    matches=is_mixed,
    cases=cases,
)
