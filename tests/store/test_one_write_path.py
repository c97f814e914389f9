"""Nothing but the store's append writes an event, in the whole of the program."""

import re
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "hepatica"
WRITES = re.compile(
    r"INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|bulk_create"
    r"|(Study|Access)Event\.objects|(Study|Access)Event\(|Projected\w+\.objects|Head\.objects",
    re.IGNORECASE,
)
ALLOWED = {
    "append.py": {"UPDATE head SET"},
    "bulk.py": {"INSERT INTO"},
    "projections.py": {"DELETE FROM"},
    "rebuild.py": {"DELETE FROM"},
    "record.py": {"INSERT INTO"},
}


def test_only_the_store_writes_its_tables():
    found = {
        (path.relative_to(SOURCE).as_posix(), match.group(0))
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts
        for match in WRITES.finditer(path.read_text(encoding="utf-8"))
    }
    # models.py declares the classes; `class StudyEvent(Event)` is no write.
    found -= {("store/models.py", "StudyEvent("), ("store/models.py", "AccessEvent(")}
    allowed = {(f"store/{name}", words) for name, all_words in ALLOWED.items() for words in all_words}
    allowed.add(
        ("people/lockout.py", "bulk_create")
    )  # counts of attempts at the sign-in, a table of people's own
    assert found <= allowed


def test_only_append_inserts_an_event():
    inserting = [
        p.name for p in (SOURCE / "store").glob("*.py") if "bulk.insert(" in p.read_text(encoding="utf-8")
    ]
    assert sorted(inserting) == ["append.py", "projections.py"]
