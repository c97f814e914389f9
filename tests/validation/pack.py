"""The validation pack as a folder: matrix, results, environment, pictures, known issues, components, procedures."""

from __future__ import annotations

import csv
import json
import platform
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from importlib import metadata
from pathlib import Path

from tests.validation.judge import Judged
from tests.validation.sbom import sbom
from tests.validation.trace import ROOT

from hepatica import __version__

DOCS = ROOT / "docs" / "validation"
CLAIM = (
    "This pack shows which tests ran on which commit and what they found. It is evidence for a site's own validation. "
    "It does not make the site, or the software, compliant with any regulation: procedures, training and the judgement of "
    "the responsible people do."
)
_STYLE = """:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid #8885}
code{font-size:.82em;overflow-wrap:anywhere}.no{font-weight:600}.wide{overflow-x:auto}img{max-width:100%}h2{margin-top:2.5rem}"""


def environment() -> dict[str, object]:
    """Return on what the tests ran: commit, versions, machine, moment."""
    commit = _git("rev-parse", "HEAD")
    return {
        "hepatica": __version__,
        "commit": commit,
        "clean": not _git("status", "--porcelain"),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "packages": dict(sorted((d.metadata["Name"], d.version) for d in metadata.distributions())),
    }


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def write(folder: Path, judged: Iterable[Judged], results: Mapping[str, str]) -> None:
    """Write the pack; ``manifest.sha256`` seals every other file of it."""
    folder.mkdir(parents=True, exist_ok=True)
    judged = tuple(judged)
    about = environment()
    _trace(folder / "trace.csv", judged)
    with (folder / "results.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerows([("test", "outcome"), *sorted(results.items())])
    (folder / "environment.json").write_text(json.dumps(about, indent=1), encoding="utf-8")
    (folder / "sbom.cdx.json").write_text(sbom(__version__), encoding="utf-8")
    for name in ("requirements.csv", "known-issues.md", "plan.md"):
        shutil.copy(DOCS / name, folder / name)
    shutil.copytree(DOCS / "procedures", folder / "procedures", dirs_exist_ok=True)
    shutil.copytree(ROOT / "docs" / "images", folder / "pictures", dirs_exist_ok=True)
    (folder / "index.html").write_text(_page(folder, judged, about), encoding="utf-8")
    _seal(folder)


def _trace(path: Path, judged: Iterable[Judged]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(
            ("requirement", "priority", "risk", "severity", "likelihood", "test", "outcome", "procedure")
        )
        for one in judged:
            r = one.requirement
            for test, outcome in one.tests or (("", "no test"),):
                table.writerow(
                    (r.id, r.priority, r.risk, r.severity, r.likelihood, test, outcome, r.procedure)
                )


def _page(folder: Path, judged: tuple[Judged, ...], about: Mapping[str, object]) -> str:
    rows = "".join(_row(one) for one in judged)
    pictures = "".join(
        f'<figure><img src="pictures/{escape(p.name)}" alt="{escape(p.stem)}"><figcaption>{escape(p.stem)}</figcaption></figure>'
        for p in sorted((folder / "pictures").glob("*.png"))
    )
    clean = "" if about["clean"] else " with changes that are not committed"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Validation pack, Hepatica {escape(__version__)}</title><style>{_STYLE}</style>"
        f"<h1>Validation pack, Hepatica {escape(__version__)}</h1><p>{escape(CLAIM)}</p>"
        f"<p>Commit <code>{escape(str(about['commit']))}</code>{clean}, run {escape(str(about['at']))} on "
        f"{escape(str(about['system']))}, Python {escape(str(about['python']))}.</p>"
        '<p><a href="plan.md">Plan</a> · <a href="trace.csv">Matrix</a> · <a href="results.csv">Results</a> · '
        '<a href="environment.json">Environment</a> · <a href="known-issues.md">Known issues</a> · '
        '<a href="sbom.cdx.json">Components</a> · <a href="procedures/README.md">Procedures</a></p>'
        '<h2>Requirements, risks, tests</h2><div class="wide"><table><tr><th>Id<th>Requirement<th>What could go wrong'
        f"<th>Severity × likelihood<th>Tests of this run<th>Procedure</tr>{rows}</table></div>"
        f"<h2>Pictures</h2>{pictures}</html>"
    )


def _row(one: Judged) -> str:
    r = one.requirement
    tests = "<br>".join(
        f"<code>{escape(test)}</code> {escape(outcome) if outcome == 'passed' else f'<b class=no>{escape(outcome)}</b>'}"
        for test, outcome in one.tests
    )
    return (
        f"<tr><td>{r.id}<br>priority {r.priority}<td>{escape(r.requirement)}<br><small>{escape(r.sources)}</small>"
        f"<td>{escape(r.risk)}<td>{r.severity} × {r.likelihood}<td>{tests or '<b class=no>no test</b>'}"
        f'<td><a href="procedures/{escape(r.procedure)}.md">{escape(r.procedure)}</a></tr>'
    )


def _seal(folder: Path) -> None:
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "manifest.sha256")
    lines = [f"{sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder).as_posix()}\n" for p in files]
    (folder / "manifest.sha256").write_text("".join(lines), encoding="utf-8")
