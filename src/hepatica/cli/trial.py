"""Commands about one trial folder: init, demo, serve, verify, rebuild, report."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from hepatica.trial import TrialError

Folder = Annotated[Path, typer.Argument(help="The trial folder.", file_okay=False)]
Port = Annotated[int, typer.Option(help="Port to listen on.")]
Host = Annotated[str, typer.Option(help="Address to listen on.")]


@contextlib.contextmanager
def said() -> Iterator[None]:
    """Turn what a person can mend into a sentence and exit 1; anything else is a defect and shows itself."""
    from django.core.exceptions import ImproperlyConfigured

    from hepatica.config.site import SiteError
    from hepatica.study.load import StudyProblems

    try:
        yield
    except (TrialError, SiteError, ImproperlyConfigured) as error:
        fail(str(error))
    except StudyProblems as error:
        fail("\n".join(str(problem) for problem in error.problems))


def fail(sentence: str) -> None:
    """Print a sentence to the error stream and end with 1."""
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def opened(folder: Path) -> None:
    """Open a trial folder for a command."""
    from hepatica import trial

    with said():
        trial.open_trial(folder)
    if trial.is_behind():
        trial.migrate()
        typer.echo(
            "This folder was made by an earlier version: its tables were brought up to this one.", err=True
        )


def init(
    folder: Folder,
    study: Annotated[str, typer.Option(help="A built-in study, or a folder of YAML.")] = "nct04243681",
) -> None:
    """Make a trial folder from a study."""
    from hepatica import trial
    from hepatica.cli.study import find_folder

    with said():
        typer.echo(trial.create(folder, find_folder(study)))
    typer.echo(f"Next: hepatica user add {folder} NAME --role coordinator, then hepatica serve {folder}")


def demo(
    folder: Annotated[Path, typer.Option("--dir", help="Folder for the demo trial.")] = Path("demo"),
    build_only: Annotated[bool, typer.Option("--build-only", help="Make the folder; do not serve.")] = False,
    stage: Annotated[
        str, typer.Option(help="open: the trial under way; closed: all five complete.")
    ] = "open",
    study: Annotated[str, typer.Option(help="The study to play.")] = "nct04243681",
    virtual: Annotated[
        int,
        typer.Option(min=0, max=60, help="So many virtual patients instead of the five that are written."),
    ] = 0,
    host: Host = "127.0.0.1",
    port: Port = 8000,
) -> None:
    """Build the reference trial with synthetic participants, five unless told, and serve it."""
    from hepatica import demo as play
    from hepatica.cli.simulate import demonstrate
    from hepatica.cli.study import find_folder

    if virtual and stage != "open":
        fail("--stage is of the five written participants: virtual patients are shown under way.")
    with said():
        if not (folder / "hepatica.toml").exists():
            typer.echo(f"Building the demo in {folder} ...")
            if virtual:
                demonstrate(folder, find_folder(study), virtual)
            else:
                play.build(folder, find_folder(study), stage=stage)
        if not play.is_built(folder):
            fail(play.sign_ins(folder))
        typer.echo(play.sign_ins(folder))
    if not build_only:
        serve(folder, host=host, port=port)


def serve(
    folder: Folder,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    web_workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that answer browsers.")] = 2,
    job_workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that do background work.")] = 1,
) -> None:
    """Serve a trial: web and job workers and the sweep, stopped together."""
    from hepatica import trial
    from hepatica.jobs import supervisor

    opened(folder)
    trial.migrate()
    from hepatica.web.figures import keep_script

    keep_script()
    code = supervisor.supervise(
        folder.resolve(),
        host=host,
        port=port,
        workers=web_workers,
        jobs=job_workers,
        ready=lambda: typer.echo(f"Hepatica is at http://{host}:{port}/  (Ctrl-C stops it)"),
    )
    raise typer.Exit(code)


def verify(
    folder: Folder,
    anchor: Annotated[
        list[str] | None,
        typer.Option(
            help="SEQ:HASH from a printed page, or a file: a page, an export, a checkpoint, a backup, an archive. May be repeated."
        ),
    ] = None,
) -> None:
    """Check both chains and every projection; name the first broken event, its person and minute."""
    opened(folder)
    from hepatica.jobs.keeping.anchors import NoAnchor, claim_of, proofs
    from hepatica.store.verify import verify as check

    try:
        claims = [claim_of(given) for given in anchor or ()]
    except NoAnchor as error:
        fail(str(error))
        return
    report = check()
    proven = [proof for claim in claims for proof in proofs(claim)]
    for sentence in (*report.sentences, *(proof.sentence for proof in proven)):
        typer.echo(sentence)
    raise typer.Exit(0 if report.sound and all(proof.sound for proof in proven) else 1)


def rebuild(folder: Folder) -> None:
    """Make the projections anew from the ledger."""
    opened(folder)
    from hepatica.store.rebuild import rebuild as again

    typer.echo(again())


def publish(
    folder: Folder,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep", help="Participants who are there stay under their version until they consent again."
        ),
    ] = False,
    approval: Annotated[
        list[str] | None, typer.Option(help="ID=DATE:NUMBER of a decision on this version; may be repeated.")
    ] = None,
    urgent: Annotated[
        str, typer.Option(help="Why it cannot wait for an approval: an immediate hazard.")
    ] = "",
) -> None:
    """Bring the folder's study, as it now stands, into force; hepatica study diff says first what changes."""
    from hepatica import trial

    approvals = dict(_approval(text) for text in approval or ())
    opened(folder)
    with said():
        typer.echo(trial.publish(folder, keeps=keep, approvals=approvals, urgent=urgent))


def _approval(text: str) -> tuple[str, str]:
    name, _, decision = text.partition("=")
    day, _, number = decision.partition(":")
    if not (name.strip() and day.strip() and number.strip()):
        fail(f"'{text}' is no approval: write it as ethics_committee=2026-03-14:EC/2026/17.")
    return name.strip(), f"{day.strip()} {number.strip()}"


def report(
    folder: Folder,
    out: Annotated[Path, typer.Option("-o", "--out", help="The file to write: .pdf or .html.")] = Path(
        "report.pdf"
    ),
    kind: Annotated[str, typer.Option(help="final, safety-update, board or participant.")] = "final",
    cut: Annotated[int | None, typer.Option(help="Ledger sequence number; the head if absent.")] = None,
) -> None:
    """Print a report as PDF/A, or as one HTML file that needs no server."""
    form = out.suffix.lower().lstrip(".")
    if form not in {"pdf", "html"}:
        fail(f"{out}: a report is written as .pdf or .html; give a name that ends so.")
    opened(folder)
    from hepatica.jobs import outputs
    from hepatica.jobs.printed import said as said_of
    from hepatica.report.kinds import Kind

    if kind not in set(Kind):
        fail(f"There is no kind of report called '{kind}'. The kinds are: {', '.join(Kind)}.")
    asked = Kind(kind)
    with telling() as tell:
        print_to(out, cut, said_of(asked, form), lambda at: outputs.report(asked, at, form=form, tell=tell))


@contextlib.contextmanager
def telling() -> Iterator[Callable[[str, int], None]]:
    """Show on a terminal what is being done, how long it has taken and of how many rows; silent in a pipe."""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=console,
        transient=True, disable=not console.is_terminal,
    ) as progress:  # fmt: skip
        task = progress.add_task("Starting", total=None)

        def tell(step: str, rows: int) -> None:
            progress.update(task, description=f"{step}, {rows:,} rows" if rows else step)

        yield tell


def print_to(out: Path, cut: int | None, what: str, make: Callable[[int], bytes]) -> None:
    """Write what a cut prints to a file, and say so on the access chain; a sentence and exit 1 where it cannot be.

    The file is there whole or not at all: an interrupted print leaves what stood under its name before.
    """
    from hashlib import sha256

    from hepatica.jobs.outputs import NoSuchCut
    from hepatica.jobs.whole_file import write_whole
    from hepatica.report.typst import TypesetError
    from hepatica.store import read
    from hepatica.store.access import Access
    from hepatica.store.record import append_access

    if not out.parent.is_dir():  # said before minutes of work, not after
        fail(f"{out}: not written, there is no folder {out.parent}.")
    at = read.head().seq if cut is None else cut
    try:
        made = make(at)
        write_whole(out, made)
    except (NoSuchCut, TypesetError) as error:
        fail(str(error))
        return
    except OSError as error:
        fail(f"{out}: not written, {(error.strerror or 'unknown error').lower()}.")
        return
    except (KeyboardInterrupt, MemoryError) as error:
        why = "there was not enough memory" if isinstance(error, MemoryError) else "it was interrupted"
        fail(f"{out}: not written, {why}. Nothing of the record is touched.")
        return
    words = {"what": what, "cut": str(at), "sha256": sha256(made).hexdigest()}
    append_access(Access.PRINTED, actor="owner", body=words)
    typer.echo(f"Wrote {out}.")


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (init, demo, serve, verify, rebuild, publish, report):
        app.command()(command)
