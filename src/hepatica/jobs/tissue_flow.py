"""A cytometry file of the reading room, gated by the protocol's template or the reader's own; the result is a kept file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import hepatica
from hepatica.jobs.tissue import Unreadable, bytes_of, keep_found
from hepatica.report import vega
from hepatica.report.figures.flow_plots import flow_plots
from hepatica.report.stamp import Stamp
from hepatica.store import files
from hepatica.study.tissue import Tissue
from hepatica.tissue.fcs import MOST_BYTES, FlowFile, read_fcs
from hepatica.tissue.flow_counts import GRATAMA, count_flow
from hepatica.tissue.flow_problem import FlowProblem
from hepatica.tissue.flow_views import GateView, gatingml_views, template_views
from hepatica.tissue.gating import Gated, gate_events
from hepatica.tissue.gatingml import gate_by, read_gatingml
from hepatica.tissue.template import Template, read_template, template_from

NOWHERE = Stamp(
    protocol="", cut=datetime(2000, 1, 1, tzinfo=UTC).date(), seq=0, head="0" * 64, program=hepatica.__version__,
    at=datetime(2000, 1, 1, tzinfo=UTC),
)  # fmt: skip
"""A masked reader's picture carries no point of the record, which would tell a time."""

BLOOD = "CD34+ cells in blood of the same hour stand beside it once the code is unmasked; nothing is subtracted for them."
"""What a masked reader is told of the blood, whether it is known or not."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """By what the events are gated: a template of the protocol, or a file of the reader's."""

    gating: str = ""
    own: bytes = b""
    target: str = ""
    """Of Gating-ML: the gate that is counted, and the one it is counted over."""
    denominator: str = ""


def channels_of(file: str) -> tuple[str, ...]:
    """Return the channels of a kept cytometry file with their markers."""
    return tuple(channel.said for channel in _read(file).channels)


def gate(*, accession: str, reader: str, file: str, tissue: Tissue, asked: Asked) -> str:
    """Gate a kept file for a reader; returns the SHA-256 of the kept result. ``Unreadable`` is a sentence."""
    events = _read(file)
    try:
        said, gated, views = _gated(events, tissue, asked)
        count = count_flow(gated, flags=tissue.flags or GRATAMA)
        figure = flow_plots(views=views, gated=gated, count=count, stamp=NOWHERE)
    except (FlowProblem, ValueError) as error:
        text = str(error)
        raise Unreadable(f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}") from error
    return keep_found(
        accession=accession,
        reader=reader,
        media="fcs",
        file=file,
        overlay=files.keep(vega.svg(figure.spec, "light").encode()),
        dark=files.keep(vega.svg(figure.spec, "dark").encode()),
        found={**said, **_plain(gated), "sentences": [figure.note.replace(count.sentences[1], BLOOD)]},
    )


def _read(file: str) -> FlowFile:
    try:
        return read_fcs(bytes_of(file, MOST_BYTES))
    except FlowProblem as error:
        raise Unreadable(f"{error}.") from error


def _gated(
    events: FlowFile, tissue: Tissue, asked: Asked
) -> tuple[dict[str, Any], Gated, tuple[GateView, ...]]:
    """Return by what was gated as it is recorded, the counts, and what the plots show."""
    if asked.own.lstrip()[:1] == b"<":
        strategy = read_gatingml(asked.own)
        gated = gate_by(events, strategy, target=asked.target, denominator=asked.denominator)
        said = {
            "gatingml": files.keep(asked.own),
            "target": gated.target_name,
            "over": gated.denominator_name,
        }
        return said, gated, gatingml_views(events, strategy)
    template = _template(tissue, asked)
    gated = gate_events(events, template)
    return {"template": template.canonical}, gated, template_views(events, template)


def _template(tissue: Tissue, asked: Asked) -> Template:
    if asked.own:
        return read_template(asked.own)
    gating = next((one for one in tissue.gating if one.id == asked.gating), None)
    if gating is None:
        raise FlowProblem("choose a template of the protocol, or give your own as JSON or Gating-ML")
    return template_from(gating)


def _plain(gated: Gated) -> dict[str, Any]:
    return {
        "events": gated.events,
        "template_sha256": gated.template,
        "target_name": gated.target_name,
        "positive_nuclei": gated.target,
        "denominator_name": gated.denominator_name,
        "nuclei": gated.denominator,
        "gates": [
            {
                "name": one.name,
                "parent": one.parent,
                "count": one.count,
                "of": one.of,
                "limit": "" if one.limit is None else f"{one.channel} {one.op} {one.limit.normalize():f}",
            }
            for one in gated.gates
        ],
    }
