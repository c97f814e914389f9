"""Ledgers as older versions wrote them: each must be read for ever, to the same rows.

``python -m tests.corpus.frozen VERSION`` freezes the demo's ledger of today under a version's name. It is run once, when
a version is done; a frozen file is never made again.
"""

from __future__ import annotations

import gzip
import json
import sys
from hashlib import sha256
from pathlib import Path

import msgspec

from hepatica.ledger.events import Event
from hepatica.ledger.evolve import fold
from hepatica.ledger.state import State
from hepatica.store.plans import landmarks_of

HERE = Path(__file__).parent


def names() -> list[str]:
    """The versions whose ledgers are kept."""
    return sorted(path.name.removesuffix(".jsonl.gz") for path in HERE.glob("*.jsonl.gz"))


def events(version: str) -> list[Event]:
    """The events of a frozen ledger, in order."""
    with gzip.open(HERE / f"{version}.jsonl.gz", "rb") as file:
        return [msgspec.json.decode(line, type=Event) for line in file]


def expected(version: str) -> dict[str, object]:
    """What the version itself made of its ledger."""
    found: dict[str, object] = json.loads((HERE / f"{version}.json").read_text())
    return found


def facts_of(state: State) -> dict[str, object]:
    """What must stay true of a ledger's rows whatever later versions add to them."""
    answers = sorted(
        (row.subject, row.visit, row.form, number, item, a.value, a.unit, a.state, a.seq)
        for row in _forms(state)
        for number, items in row.answers.items()
        for item, a in items.items()
    )
    return {"answers": len(answers), "answers_sha256": sha256(json.dumps(answers).encode()).hexdigest()}


def _forms(state: State):
    from hepatica.ledger.rows import FormRow

    return list(state.all(FormRow))


def folded(version: str) -> State:
    """The state a frozen ledger folds into today."""
    return fold(events(version), landmarks_of)


def freeze(version: str) -> None:
    """Write the demo's ledger of today, and what is made of it."""
    from tests.demo.built import MOMENT, built, opened

    from hepatica.jobs.outputs import cut_at
    from hepatica.store import read

    folder = built(Path(sys.argv[2]), moment=MOMENT)
    with opened(folder):
        lines = read.events(limit=1_000_000)
        packed = b"\n".join(msgspec.json.encode(e) for e in lines) + b"\n"
        (HERE / f"{version}.jsonl.gz").write_bytes(gzip.compress(packed, mtime=0))
        told = facts_of(read.state_at(lines[-1].seq)) | {"head": lines[-1].hash, "events": len(lines)}
        told["tables"] = tables_of(cut_at())
    (HERE / f"{version}.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def tables_of(cut) -> dict[str, list[str]]:
    """The cells of the report's tables, as printed."""
    from hepatica.report.study.catalogue import TABLES
    from hepatica.report.table import cell_text

    return {
        name: [
            " | ".join([*map(cell_text, row.cells, table.columns), row.sentence]).strip(" |")
            for row in table.rows
        ]
        for name, make in TABLES.items()
        for table in (make(cut),)
    }


if __name__ == "__main__":
    import tests.conftest  # noqa: F401 - Django's settings

    freeze(sys.argv[1])
