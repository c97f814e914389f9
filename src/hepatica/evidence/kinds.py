"""What each kind of number needs beside it: a mean its SD, a median its quartiles, a count its denominator."""

from hepatica.evidence.cell import Cells
from hepatica.evidence.row import Row


def check_kind(cells: Cells, row: Row) -> None:
    """Note every number that its kind needs and the line lacks, or that cannot be."""
    if row.kind in {"events", "events_in_words"}:
        _events(cells, row)
    else:
        _measured(cells, row)
    if row.percent is not None and not 0 <= row.percent <= 100:
        cells.wrong(f"a printed percentage of {row.percent} does not lie between 0 and 100")
    if row.p and not row.p.removeprefix("<").replace(".", "", 1).isdigit():
        cells.wrong(f"p_printed {row.p!r} is not a p value like 0.04 or <0.05")


def _events(cells: Cells, row: Row) -> None:
    if row.value is not None or row.sd is not None:
        cells.wrong("a count of people has no mean and no SD")
    if row.kind == "events_in_words":
        if not row.events_words:
            cells.wrong("the count of events is empty")
        return
    if row.n is None or row.n == 0:
        cells.wrong("a count of people needs the size of its arm (n_arm)")
        return
    if row.events is not None and row.events > row.n:
        cells.wrong(f"{row.events} of {row.n}: more people with the event than people in the arm")
    elif row.events is not None and row.denominator is not None and row.events > row.denominator:
        cells.wrong(f"{row.events} of {row.denominator}: more people with the event than the source counts")


def _measured(cells: Cells, row: Row) -> None:
    if row.events is not None or row.events_words:
        cells.wrong(f"a {row.statistic} has no count of events")
    if row.kind != "range" and row.value is None:
        cells.wrong(f"a {row.statistic} needs its value (mean)")
    if row.kind == "mean":
        if row.sd is None:
            cells.wrong("a mean needs its SD; without one the kind is 'mean' alone")
        elif row.sd <= 0:
            cells.wrong(f"an SD of {row.sd} says that people do not differ; look at the source again")
    if row.kind in {"median", "change"} and (row.low is None or row.high is None):
        cells.wrong("a median needs both quartiles (q1 and q3); without them nothing says how people differ")
    if row.kind in {"range", "difference"} and (row.low is None or row.high is None):
        cells.wrong(f"a {row.statistic} needs both ends (q1 and q3)")
    bounds = [each for each in (row.low, row.value, row.high) if each is not None]
    if bounds != sorted(bounds):
        cells.wrong(f"{' to '.join(str(each) for each in bounds)} is not in order (q1, value, q3)")
    if row.kind == "individual" and row.n not in {None, 1}:
        cells.wrong(f"an individual value is one person's; n_arm is {row.n}")
