"""The browser's drawing script, made once per run: a server that finds it in its folder need not make it anew."""

from pathlib import Path
from shutil import copytree

from tests.once import once

from hepatica.report import vega


def _make(folder: Path) -> None:
    folder.mkdir()
    (folder / f"vega-{vega.bundle_name()}.js").write_bytes(vega.bundle())


def with_script(trial: Path) -> Path:
    """Put the script into a trial folder, where the web server keeps it; return the folder."""
    copytree(once("drawing-script", _make), trial / "cache", dirs_exist_ok=True)
    return trial
