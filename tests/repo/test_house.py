"""The house rules, executed: what every file of the repository keeps."""

import ast
import re
import tomllib

from tests.repo.tracked import CORE, ROOT, core, named, text, tracked

import hepatica

LONGEST = 400
WORLD = {"random", "secrets", "uuid", "time", "socket", "sqlite3", "urllib", "http", "subprocess", "tempfile"}
CLOCK = {"now", "utcnow", "today", "time", "monotonic"}
MACHINE = re.compile(r"(?<![\w.:/{}])/(?:work|root|tmp|home)/\w")
REGISTRIES = re.compile(
    "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "npm" + r"js\.(?:com|org)", "crates" + r"\.io"))
)
MARKUP = re.compile(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)(?![^>]*application/json)")
PENDING = re.compile(r"\b(?:TODO|FIXME|XXX)\b")


def test_no_module_is_longer_than_four_hundred_lines():
    long = {
        named(p): n
        for p in tracked(".py", ".js")
        if (n := text(p).count("\n")) > LONGEST and "vendor" not in named(p)
    }
    assert long == {}


def _calls_the_clock(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "time"}
    )


def _imports(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.split(".")[0] for alias in node.names}
    return (
        {(node.module or "").split(".")[0]} if isinstance(node, ast.ImportFrom) and not node.level else set()
    )


def test_the_core_has_no_clock_no_chance_and_no_network():
    assert {p.relative_to(ROOT).parts[2] for p in core()} == set(CORE)
    found = [
        f"{named(path)}:{node.lineno}"
        for path in core()
        for node in ast.walk(ast.parse(text(path)))
        if _calls_the_clock(node) or _imports(node) & WORLD
    ]
    assert found == []


def test_no_file_names_a_place_of_one_machine_or_a_registry():
    found = [
        f"{named(path)}:{n}"
        for path in tracked()
        for n, line in enumerate(text(path).splitlines(), 1)
        if MACHINE.search(line) or REGISTRIES.search(line)
    ]
    assert found == []


def test_nothing_is_left_to_do_in_a_comment():
    mine = ROOT / "tests" / "repo" / "test_house.py"
    assert [
        named(p) for p in tracked(".py", ".html", ".js", ".yaml") if p != mine and PENDING.search(text(p))
    ] == []


def test_a_template_holds_no_style_and_no_script_of_its_own():
    templates = tracked(".html")
    assert len(templates) > 20
    assert [named(p) for p in templates if MARKUP.search(text(p))] == []


def _plain(name: str) -> str:
    return re.split(r"[\[<>=~! ;]", name, maxsplit=1)[0].lower().replace("_", "-").replace(".", "-")


def test_the_lock_pins_and_hashes_all_that_the_project_needs_and_names_no_index():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.split(r"\n(?=[a-z0-9])", lock)
    locked = {_plain(pin): pin for pin in pins if "==" in pin}
    assert {_plain(one) for one in needed} - set(locked) == set()
    assert [name for name, pin in locked.items() if "--hash=sha256:" not in pin] == []
    assert "://" not in lock
    assert not re.search(r"^\s*--(?:index|extra-index|find-links)", lock, re.MULTILINE)


def test_the_version_is_said_once_and_the_changelog_tells_of_it():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == hepatica.__version__
    assert f"\n## {hepatica.__version__}" in text(ROOT / "CHANGELOG.md")


def test_every_dependency_is_told_of():
    told = text(ROOT / "docs" / "dependencies.md").lower()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [
        one
        for one in map(_plain, project["dependencies"])
        if one not in told.replace("_", "-").replace(".", "-")
    ] == []
