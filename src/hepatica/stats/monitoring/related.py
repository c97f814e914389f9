"""The hold for related events of high grade: the first of grade 4 or 5, or the second participant with grade 3."""

from hepatica.stats.monitoring.walk import Counts, Walk, walk


def first_or_second(a: float, b: float, n: int = 5, *, first: int = 1, second: int = 2) -> Walk:
    """Give the odds that dosing is held: grade 4 or 5 in ``first`` participants, or grade 3 in ``second``.

    ``a`` is the true rate of participants whose worst related event is grade 4 or 5, ``b`` of those whose worst is
    grade 3: disjoint, so two grade 3 events in one participant do not count as two. Each outcome is known before the
    next participant starts, and whoever fires the rule counts as started. Raises ValueError for a + b above 1, a
    negative rate, or n below 1.
    """

    def holds(worst: Counts, _dosed: int) -> bool:
        return worst[0] >= first or worst[1] >= second

    return walk((a, b), holds, n)
