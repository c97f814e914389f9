"""The features of a written design, by which its limits are found."""

from hepatica.design.document import Design
from hepatica.design.next.limits import ArmFeatures, Features


def features_of(design: Design) -> Features:
    """Return what decides the limits of a design. Raises ValueError for a design without arms or participants."""
    primary = next((each for each in design.endpoints if each.id == design.sample_size.endpoint), None)
    continuous = primary if primary is not None and primary.type == "continuous" else None
    tried = {
        cells: {getattr(level, cells) for level in design.grid} - {None}
        | {dose.planned for arm in design.arms if (dose := arm.dose(cells))}
        for cells in ("cd34", "msc")
    }
    by_dose = design.allocation.method == "by_dose_decision"
    return Features(
        arms=tuple(
            ArmFeatures(cells=arm.cells, route=arm.route, infusions=len(arm.infusions)) for arm in design.arms
        ),
        participants=design.participants,
        per_arm=design.participants
        if by_dose
        else min(design.sample_size.per_arm * arm.share for arm in design.arms),
        randomised=design.randomised,
        masking=str(design.allocation.masking),
        follow_up_days=design.times.follow_up_days,
        exposed=design.exposed,
        doses=max(len(doses) for doses in tried.values()),
        borrows=design.borrowing is not None,
        looks=len(design.looks.fractions) if design.looks else 1,
        ranks_strata=any(stratum.ranked for stratum in design.strata if stratum.of in {"route", "repeats"}),
        sd=None if continuous is None or continuous.sd is None else float(continuous.sd),
        correlation=0.0
        if continuous is None or "baseline" not in design.analysis.adjusts_for
        else float(continuous.correlation or 0),
        delta=None if continuous is None or not continuous.delta else float(continuous.delta),
    )
