"""``hepatica study diff``: what changes from one version of a protocol to another, whom it touches, what it needs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from hepatica.conduct.affected import Affected
    from hepatica.study.diff import Change
    from hepatica.study.study import Study

HEADINGS = {
    "patient": "Bears on participants: they consent again",
    "safety": "Bears on safety",
    "data": "Changes what is collected or analysed",
    "wording": "Wording only",
}
Version = Annotated[
    str,
    typer.Argument(
        metavar="DIR|NAME|DIR@VERSION",
        help="A study folder, a built-in study, or a published version of a trial's ledger.",
    ),
]


def diff(
    old: Version,
    new: Version,
    trial: Annotated[
        Path | None, typer.Option(help="A trial folder: whom of its participants the changes touch.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
) -> None:
    """Say in clinical words what changes between two versions, of which kind each change is, and what it needs."""
    from hepatica.conduct.publish import required, title_of
    from hepatica.study.diff import differences

    studies = [_study(named) for named in (old, new)]
    changes = differences(*studies)
    folder = trial or _ledger_of(old)
    touched = _touched(folder, changes, studies[1]) if folder else None
    needed = {name: list(kinds) for name, kinds in required(*studies).items()}
    if as_json:
        data: dict[str, Any] = {"changes": [c.as_data() for c in changes], "approvals": needed}
        if touched is not None:
            data["participants"] = [one.as_data() for one in touched]
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    _print(changes)
    if needed:
        typer.echo(f"\nApprovals it needs: {', '.join(title_of(studies[1], name) for name in needed)}.")
    if touched is not None:
        _print_touched(touched, studies[1])


def _ledger_of(named: str) -> Path | None:
    """Return the trial folder of 'DIR@VERSION'; None for any other name."""
    folder, at, version = named.rpartition("@")
    return Path(folder) if at and version and not Path(named).is_dir() else None


def _study(named: str) -> Study:
    from hepatica.cli.study import find_folder
    from hepatica.cli.trial import fail, opened, said
    from hepatica.conduct.lint import load

    folder = _ledger_of(named)
    if folder is None:
        with said():
            return load(find_folder(named))
    opened(folder)
    from hepatica.store import versions

    wanted = named.rpartition("@")[2]
    found = {one.fact.version: one.seq for one in reversed(versions.versions())}
    if wanted not in found:
        fail(f"{folder} has published no version {wanted}; it has {', '.join(found) or 'none'}.")
    return versions.plan_of(found[wanted]).study


def _touched(folder: Path, changes: tuple[Change, ...], new: Study) -> tuple[Affected, ...]:
    from hepatica.cli.trial import opened
    from hepatica.conduct.affected import affected

    opened(folder)
    from hepatica.store import read

    return affected(changes, new, read.subjects(), read.forms_light())


def _print(changes: tuple[Change, ...]) -> None:
    if not changes:
        typer.echo("Nothing differs.")
    for kind, heading in HEADINGS.items():
        found = [change for change in changes if change.kind == kind]
        if found:
            typer.echo(f"{heading} ({len(found)})")
        for change in found:
            typer.echo(f"  {change.section}: {change.sentence}")


def _print_touched(touched: tuple[Affected, ...], new: Study) -> None:
    from hepatica.conduct.affected import by_form, words

    typer.echo(f"\nParticipants it touches: {len(touched) or 'none'}.")
    for one in touched:
        said = [f"open: {words(new, places)}" for places in by_form(one.open_forms)]
        said += [f"complete: {words(new, places)}" for places in by_form(one.complete_forms)]
        said += [f"to come: {planned.title}" for v in one.visits if (planned := new.visit(v))]
        said += ["consents again"] * one.consents
        typer.echo(f"  {one.subject}  {'; '.join(said)}")
