"""``hepatica export``: an analysis dataset of the record at a cut, as comma-separated values."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from hepatica.cli.trial import Folder, fail, opened


def export(
    folder: Folder,
    dataset: Annotated[str, typer.Option(help="Name of a dataset, as ADLB; --list names them.")] = "",
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="The file to write; its variables alone may be printed."),
    ] = None,
    cut: Annotated[int | None, typer.Option(help="Ledger sequence number; the head if absent.")] = None,
    define: Annotated[
        bool, typer.Option("--define", help="The table of its variables: label, type, origin, source.")
    ] = False,
    listed: Annotated[bool, typer.Option("--list", help="Name the datasets and end.")] = False,
) -> None:
    """Write an analysis dataset, in the shape of CDISC ADaM, as comma-separated values."""
    from hepatica.datasets.adam import DATASETS, NoSuchDataset, find_dataset

    if listed:
        for name, source in DATASETS.items():
            typer.echo(f"{name:8}{source.plan.label}: {source.plan.structure}")
        return
    try:
        name = find_dataset(dataset).plan.name
    except NoSuchDataset as error:
        fail(str(error))
    if out is None and not define:
        fail(f"Say where {name} is to be written: -o {name.lower()}.csv")
    opened(folder)
    _write(name, out, cut, define=define)


def _write(name: str, out: Path | None, cut: int | None, *, define: bool) -> None:
    from hepatica.jobs.cuts import NoSuchCut
    from hepatica.jobs.datasets import dataset_csv
    from hepatica.store import read

    at = read.head().seq if cut is None else cut
    try:
        data = dataset_csv(name, at, define=define)
    except NoSuchCut as error:
        fail(str(error))
    if out is None:
        typer.echo(data.decode(), nl=False)
        return
    _keep(out, data)
    what = f"dataset {name}" + (", variables" if define else "")
    _say(what, at, data)
    _anchor(out, data, what, at)
    typer.echo(f"Wrote {out}.")


def _keep(out: Path, data: bytes) -> None:
    from hepatica.jobs.whole_file import write_whole

    try:
        write_whole(out, data)
    except OSError as error:
        fail(f"{out}: not written, {(error.strerror or 'unknown error').lower()}.")


def _anchor(out: Path, data: bytes, what: str, at: int) -> None:
    """Write beside the file from which event it was made, for ``hepatica verify --anchor``."""
    from hepatica.jobs.keeping.handing import write_beside

    try:
        write_beside(out, data, what=what, seq=at)
    except OSError as error:
        fail(f"{out}: written, but not its anchor, {(error.strerror or 'unknown error').lower()}.")


def _say(what: str, at: int, data: bytes) -> None:
    """Write the export on the access chain: what left, of which cut, and its fingerprint."""
    from hepatica.report.spreadsheet import rows_in
    from hepatica.store.access import Access
    from hepatica.store.record import append_access

    words = {"what": what, "cut": str(at), "sha256": sha256(data).hexdigest(), "rows": str(rows_in(data))}
    append_access(Access.EXPORTED, actor="owner", body=words)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(export)
