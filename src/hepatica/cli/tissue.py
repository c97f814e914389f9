"""``hepatica tissue``: what a stained section and a cytometry file hold, measured and printed as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from hepatica.tissue.gating import GateCount, Gated

room = typer.Typer(help="Measure a stained section or a cytometry file, as JSON.", no_args_is_help=True)
OTSU = "otsu"
_T = TypeVar("_T")


@room.command("area")
def area(
    image: Annotated[Path, typer.Argument(help="TIFF, PNG or JPEG; or a picture that ships with a library.")],
    *,
    threshold: Annotated[str, typer.Option(help="DAB density above which a pixel is positive, or otsu.")],
    mask: Annotated[
        Path | None, typer.Option(help="A picture of the same size: pixels that are not black count.")
    ] = None,
) -> None:
    """Print the share of pixels whose DAB lies above a threshold; without a mask, of all pixels."""
    from hepatica.tissue.area import BUNDLED, area_fraction, bundled, otsu
    from hepatica.tissue.sections import fingerprint

    def measure() -> dict[str, Any]:
        path = bundled(str(image)) if str(image) in BUNDLED else image
        limit = (
            otsu(path, mask=mask)
            if threshold == OTSU
            else _number("--threshold", threshold, "a number, and not otsu")
        )
        counted = area_fraction(path, limit, mask=mask)
        return {
            "area_fraction": counted.fraction,
            "positive": counted.positive,
            "pixels": counted.pixels,
            "threshold": float(limit),
            **({"otsu": float(limit)} if threshold == OTSU else {}),
            "sha256": fingerprint(path),
            **({"mask_sha256": fingerprint(mask)} if mask else {}),
        }

    _print(_said("", measure))


@room.command("gate")
def gate(
    file: Annotated[Path, typer.Argument(help="A cytometry file, FCS 2.0 to 3.1.")],
    *,
    template: Annotated[Path, typer.Option(help="Gates as JSON, or Gating-ML 2.0.")],
    target: Annotated[str, typer.Option(help="Gating-ML only: the gate that is counted.")] = "",
    denominator: Annotated[str, typer.Option(help="Gating-ML only: the gate it is counted over.")] = "",
    blood: Annotated[
        str,
        typer.Option(help="CD34+ cells per µL of blood in the same hour: shown beside, never subtracted."),
    ] = "",
) -> None:
    """Print the events in each gate, in order, and the percentage with its intervals."""
    from hepatica.tissue.fcs import MOST_BYTES, read_fcs
    from hepatica.tissue.flow_counts import count_flow
    from hepatica.tissue.flow_problem import FlowProblem
    from hepatica.tissue.gating import gate_events
    from hepatica.tissue.gatingml import gate_by, read_gatingml
    from hepatica.tissue.template import read_template

    events = _said(f"{file.name}: ", lambda: read_fcs(_bytes(file, MOST_BYTES)))

    def by_template() -> Gated:
        written = _bytes(template, MOST_BYTES)
        if written.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            return gate_by(events, read_gatingml(written), target=target, denominator=denominator)
        if target or denominator:
            raise FlowProblem("this template names its own target and denominator; they are part of its hash")
        return gate_events(events, read_template(written))

    gated = _said(f"{template.name}: ", by_template)
    beside = _said("", lambda: _number("--blood", blood, "a number of cells")) if blood else None
    count = _said(f"{file.name}: ", lambda: count_flow(gated, blood_per_ul=beside))
    _print(
        {
            "sha256": gated.file,
            "template_sha256": gated.template,
            "events": gated.events,
            "gates": [_gate(one) for one in gated.gates],
            "target": {"name": gated.target_name, "count": gated.target},
            "denominator": {"name": gated.denominator_name, "count": gated.denominator},
            "percent": float(count.percent),
            "wilson_95": [100 * count.wilson.lower, 100 * count.wilson.upper],
            "clopper_pearson_95": [100 * count.exact.lower, 100 * count.exact.upper],
            "precision": str(count.precision),
            "blood_per_ul": None if beside is None else float(beside),
            "sentences": count.sentences,
        }
    )


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(room, name="tissue")


def _gate(one: GateCount) -> dict[str, Any]:
    limit = one.limit
    exact = None if limit is None else int(limit) if limit == limit.to_integral_value() else float(limit)
    rule = {"channel": one.channel, "op": one.op, "limit": exact} if limit is not None else {}
    return {**rule, "name": one.name, "parent": one.parent, "of": one.of, "count": one.count}


def _bytes(path: Path, most: int) -> bytes:
    """Read a file whole, unless it is longer than anything that is read."""
    from hepatica.tissue.flow_problem import FlowProblem

    if path.is_file() and path.stat().st_size > most:
        raise FlowProblem(
            f"it has {path.stat().st_size / 2**20:.0f} MB; at most {most / 2**20:.0f} MB are read"
        )
    return path.read_bytes()


def _number(option: str, said: str, wanted: str) -> Decimal:
    try:
        return Decimal(said)
    except InvalidOperation as error:
        raise ValueError(f"{option}: '{said}' is not {wanted}") from error


def _said(place: str, measure: Callable[[], _T]) -> _T:
    """Run what may refuse, and end with its one sentence."""
    try:
        return measure()
    except ValueError as problem:  # FlowProblem and ImageProblem are such
        sentence = f"{place}{problem}"
    except OSError as error:
        sentence = f"{place}{(error.strerror or 'cannot be read').lower()}"
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def _print(told: dict[str, Any]) -> None:
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
