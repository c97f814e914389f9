"""``hepatica queries``: what was asked and waits, in lines or as a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hepatica.cli.trial import Folder, fail, opened

if TYPE_CHECKING:
    from hepatica.ledger.rows import FindingRow
    from hepatica.web.queries.worklist import Line

OWNER = "owner"


def queries(
    folder: Folder,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the table to this file instead.")] = None,
    closed: Annotated[bool, typer.Option("--closed", help="The closed ones too.")] = False,
) -> None:
    """List the queries of people and the findings of checks, the oldest first; with --csv as a table."""
    opened(folder)
    from hepatica.conduct.commands import Actor
    from hepatica.ledger.review_rows import QueryRow
    from hepatica.store import queries as asked
    from hepatica.store import read
    from hepatica.web.queries.views import sayer
    from hepatica.web.queries.worklist import Filter, kept, lines

    plan = read.plan()
    owner = Actor(user=OWNER, name="Owner", roles=frozenset({OWNER}))
    found = lines(plan.study, asked.queries(closed=closed), read.findings(), owner)
    chosen, said = kept(found, Filter(state="all" if closed else "")), sayer(plan)
    if csv is not None:
        _keep(csv, chosen, said)
        return
    for line in chosen:
        row = line.row
        words = row.lines[0].text if isinstance(row, QueryRow) else said(row)
        place = (
            f"{row.visit}/{row.form}"
            + (f".{row.item}" if row.item else "")
            + (f" {row.row}" if row.row else "")
        )
        typer.echo(f"{line.state:9}{row.subject}  {place}  {line.by}: {words}")
    typer.echo(f"{len(chosen)} {'query' if len(chosen) == 1 else 'queries'}.")


def _keep(out: Path, chosen: list[Line], said: Callable[[FindingRow], str]) -> None:
    from hashlib import sha256

    from hepatica.jobs.whole_file import write_whole
    from hepatica.store import read
    from hepatica.store.access import Access
    from hepatica.store.record import append_access
    from hepatica.web.queries.table import to_csv

    cut, data = read.head().seq, to_csv(chosen, said).encode()
    try:
        write_whole(out, data)
    except OSError as error:
        fail(f"{out}: not written, {(error.strerror or 'unknown error').lower()}.")
    body = {"what": "queries", "cut": str(cut), "sha256": sha256(data).hexdigest()}
    append_access(Access.EXPORTED, actor=OWNER, body=body)
    typer.echo(f"Wrote {out}.")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(queries)
