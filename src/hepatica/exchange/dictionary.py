"""The site's own licensed dictionaries, MedDRA and WHODrug: files → a lookup that is kept in the trial folder.

Nothing of either is shipped, and no code is ever made up: without a dictionary a term stays uncoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from hepatica import rules

MEDDRA, WHODRUG = "meddra", "whodrug"
_MARK = "hepatica dictionary 1"
_CODE = re.compile(r"\d{8}")
_RELEASE = re.compile(r"\d{1,2}\.\d")
_LEAST = {"llt.asc": 10, "pt.asc": 4, "soc.asc": 2}
"""How many fields, parted by $, the files of MedDRA have at least for what is read of them."""


class DictionaryError(ValueError):
    """A file cannot be read as the dictionary it should be; the sentence names file and line."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A term that can be chosen: MedDRA's lowest level term, WHODrug's drug name."""

    code: str
    name: str
    preferred_code: str
    """MedDRA: the preferred term. WHODrug: the record's preferred name."""
    preferred: str
    group_code: str = ""
    """MedDRA: the primary system organ class."""
    group: str = ""
    """Its name; '' when soc.asc was not given."""
    current: bool = True
    """False for a term MedDRA keeps for old data only."""


@dataclass(frozen=True, kw_only=True)
class Dictionary:
    """One release of one dictionary."""

    kind: str
    version: str
    entries: tuple[Entry, ...]

    @cached_property
    def _by_name(self) -> dict[str, Entry]:
        # Of several entries of one name the first current one is meant.
        found: dict[str, Entry] = {}
        for one in sorted(self.entries, key=lambda one: not one.current):
            found.setdefault(_plain(one.name), one)
        return found

    @cached_property
    def by_code(self) -> dict[str, Entry]:
        """Return the entries by their code."""
        return {one.code: one for one in self.entries}

    def find(self, term: str) -> Entry | None:
        """Return the current entry of exactly that name, without regard to case and spaces; None when there is none."""
        found = self._by_name.get(_plain(term))
        return found if found and found.current else None

    def search(self, text: str, *, limit: int = 20, current: bool = True) -> tuple[Entry, ...]:
        """Return entries whose name holds every word of the text: the same name first, then names that begin so, then short ones."""
        wanted = _plain(text)
        words = wanted.split()
        if not words:
            return ()
        found = [
            (name, one)
            for one in self.entries
            if (one.current or not current) and all(word in (name := _plain(one.name)) for word in words)
        ]
        found.sort(
            key=lambda pair: (pair[0] != wanted, not pair[0].startswith(wanted), len(pair[0]), pair[0])
        )
        return tuple(one for _, one in found[:limit])

    def to_text(self) -> str:
        """Return the dictionary as the text that is kept in the trial folder: one tab-separated line an entry."""
        rows = [
            (
                one.code, one.name, one.preferred_code, one.preferred, one.group_code, one.group, "Y" if one.current else "N"
            )
            for one in self.entries
        ]  # fmt: skip
        return "".join("\t".join(row) + "\n" for row in [(_MARK, self.kind, self.version), *rows])

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read what `to_text` wrote; raises `DictionaryError` with the line."""
        head, *lines = text.split("\n")
        mark, *rest = head.split("\t")
        if mark != _MARK or len(rest) != 2 or lines[-1:] != [""]:
            raise DictionaryError(
                "dictionary: line 1 is not the head of a dictionary, or the file is cut short."
            )
        entries = []
        for n, line in enumerate(lines[:-1], 2):
            fields = line.split("\t")
            if len(fields) != 7 or fields[6] not in {"Y", "N"}:
                raise DictionaryError(
                    f"dictionary: line {n} has {len(fields)} fields; 7 are needed, the last Y or N."
                )
            code, name, preferred_code, preferred, group_code, group, current = fields
            entries.append(
                Entry(
                    code=code,
                    name=name,
                    preferred_code=preferred_code,
                    preferred=preferred,
                    group_code=group_code,
                    group=group,
                    current=current == "Y",
                )
            )
        return cls(kind=rest[0], version=rest[1], entries=tuple(entries))


def read_meddra(llt: bytes, pt: bytes, version: str, soc: bytes | None = None) -> Dictionary:
    """Return the lookup of one MedDRA release from its ASCII files; `soc` adds the names of the organ classes.

    Raises `DictionaryError` for a release that is none, a line with too few fields, a code that is not of eight
    digits, a code that stands twice, and a term whose preferred term pt.asc does not hold.
    """
    if not _RELEASE.fullmatch(version):
        raise DictionaryError(f"'{version}' is no release of MedDRA: write it as 28.1.")
    classes = {row[0]: row[1] for _, row in _rows("soc.asc", soc)} if soc else {}
    preferred = {row[0]: (row[1], row[3]) for _, row in _rows("pt.asc", pt)}
    entries = []
    for line, row in _rows("llt.asc", llt):
        if row[2] not in preferred:
            raise DictionaryError(
                f"llt.asc: line {line}: '{row[1]}' belongs to the preferred term {row[2]}, which pt.asc does not hold: "
                "the two files are of different releases."
            )
        name, group = preferred[row[2]]
        entries.append(
            Entry(
                code=row[0],
                name=row[1],
                preferred_code=row[2],
                preferred=name,
                group_code=group,
                group=classes.get(group, ""),
                current=row[9] != "N",
            )
        )
    return Dictionary(kind=MEDDRA, version=version, entries=tuple(entries))


def _rows(file: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and the fields of each line of a MedDRA file; a file without any is refused."""
    seen: set[str] = set()
    for line, text in _lines(file, data):
        row = [field.strip() for field in text.split("$")]
        if len(row) < _LEAST[file]:
            raise DictionaryError(
                f"{file}: line {line} has {len(row)} fields parted by $; {_LEAST[file]} are needed."
            )
        if not _CODE.fullmatch(row[0]):
            raise DictionaryError(
                f"{file}: line {line} begins with '{row[0][:20]}', which is no code of eight digits."
            )
        if row[0] in seen:
            raise DictionaryError(f"{file}: line {line}: the code {row[0]} stands twice.")
        if not row[1] or "\t" in text:
            raise DictionaryError(f"{file}: line {line}: the code {row[0]} has no name, or a tab in it.")
        seen.add(row[0])
        yield line, row


def _lines(file: str, data: bytes) -> Iterator[tuple[int, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    found = False
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            found = True
            yield number, line
    if not found:
        raise DictionaryError(f"{file}: the file is empty.")


def read_whodrug(data: bytes, version: str, layout: str = "c3") -> Dictionary:
    """Return the lookup of a WHODrug release from its text file, in the C3 or B3 layout of `rules/whodrug.yaml`.

    An entry's code is the drug code: record number and both sequence numbers (`000005 01 001`); its preferred name
    is that of the same record's 01 001. Raises `DictionaryError` for a line that does not stand in that layout.
    """
    layouts: dict[str, dict[str, Any]] = rules.load("whodrug.yaml")["layouts"]
    if layout not in layouts:
        raise DictionaryError(f"'{layout}' is no layout of WHODrug: {' or '.join(layouts)}.")
    if not version.strip() or "\t" in version:
        raise DictionaryError("WHODrug needs its release, such as 'GLOBAL B3 Mar 2026'.")
    columns = layouts[layout]
    drugs: dict[tuple[str, str, str], str] = {}
    for line, text in _lines(columns["file"], data):
        record, seq1, seq2, name = (
            _column(text, columns[part]) for part in ("record", "seq1", "seq2", "name")
        )
        if (
            not (f"{record}{seq1}{seq2}".isdecimal() and len(f"{record}{seq1}{seq2}") == 11 and name)
            or "\t" in name
        ):
            raise DictionaryError(
                f"{columns['file']}: line {line} does not stand in the layout {layout} (record number, two sequence "
                "numbers and a name where rules/whodrug.yaml says)."
            )
        drugs.setdefault((record, seq1, seq2), name)
    entries = tuple(
        Entry(
            code=f"{record} {seq1} {seq2}",
            name=name,
            preferred_code=f"{record} 01 001",
            preferred=drugs.get((record, "01", "001"), ""),
        )
        for (record, seq1, seq2), name in drugs.items()
    )
    return Dictionary(kind=WHODRUG, version=version.strip(), entries=entries)


def _column(text: str, place: list[int]) -> str:
    first, length = place
    return text[first - 1 : first - 1 + length].strip()


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
