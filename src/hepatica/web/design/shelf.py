"""Where designs are found: kept in this trial's record, or brought along to begin from; each has an address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext as _

from hepatica.design.document import Design
from hepatica.design.written import sha256
from hepatica.store import designs, read
from hepatica.store.designs import KeptDesign, NoDesign
from hepatica.study.write import sha256 as sha256_of_study
from hepatica.web.design.draft import examined
from hepatica.web.design.rewriting import rewritten
from hepatica.web.missing import Missing

START, KEPT = "start", "kept"
FIRST = "factorial"
"""The design to begin from that stands first."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A design with its text and its place; ``kept`` says who kept it when, None for one to begin from."""

    place: str
    name: str
    text: str
    design: Design
    kept: KeptDesign | None = None
    latest: bool = True

    @property
    def key(self) -> str:
        """How a form names it: 'kept/next_trial'."""
        return f"{self.place}/{self.name}"

    @property
    def sha256(self) -> str:
        """The digest of what it says, whatever its comments."""
        return sha256(self.design)

    def href(self, what: str = "") -> str:
        """Return the address of its page, or of ``what`` of it; an older version keeps its digest in every address."""
        query = "" if self.latest else f"?version={self.sha256}"
        return f"/design/{self.key}/{what}{query}"


def links(stand: Standing) -> dict[str, str]:
    """Return the addresses a page of a design leads to, by what they are of."""
    tails = {
        "page": "", "change": "change/", "live": "live/", "keep": "keep/", "sheet": "sheet.pdf",
        "appendix": "appendix.pdf", "text": "design.yaml", "study": "study.zip",
    }  # fmt: skip
    return {name: stand.href(tail) for name, tail in tails.items()}


@cache
def beginnings() -> tuple[Standing, ...]:
    """Return every design the program brings along, the 2 × 2 first."""
    pages = [page for page in files("hepatica.designs").iterdir() if page.name.endswith(".yaml")]
    found = []
    for page in sorted(pages, key=lambda one: (one.name != f"{FIRST}.yaml", one.name)):
        text = page.read_text(encoding="utf-8")
        design = examined(text).design
        if design is not None:
            found.append(
                Standing(place=START, name=page.name.removesuffix(".yaml"), text=text, design=design)
            )
    return tuple(found)


def kept() -> tuple[Standing, ...]:
    """Return the latest version of each design that is kept and that this version of the program can read."""
    found = []
    for one in designs.kept():
        text = designs.text(one.id)
        design = examined(text).design
        if design is not None:
            found.append(Standing(place=KEPT, name=one.id, text=text, design=design, kept=one))
    return tuple(found)


def unread() -> tuple[KeptDesign, ...]:
    """Return what is kept and this version of the program cannot read: it is named, never left out silently."""
    return tuple(one for one in designs.kept() if examined(designs.text(one.id)).design is None)


def standing(place: str, name: str, version: str = "") -> Standing:
    """Return the design of an address, an older version of a kept one where its digest is given; Missing, a sentence."""
    if place == START:
        for one in beginnings():
            if one.name == name and not version:
                return one
        raise Missing(_("There is no design of that name to begin from."))
    try:
        every = designs.versions(name)
        text = designs.text(name, version or None)
    except NoDesign as error:
        raise Missing(str(error)) from error
    design = examined(text).design
    if design is None:
        said = _("This version of Hepatica cannot read that design; it stands in the record, event %(seq)s.")
        raise Missing(said % {"seq": every[0].seq})
    told = next((one for one in every if one.sha256 == version), every[0])
    return Standing(
        place=KEPT, name=name, text=text, design=design, kept=told, latest=told.sha256 == every[0].sha256
    )


def of_key(key: str) -> Standing:
    """Return the design a form names; Missing, a sentence."""
    place, _slash, name = key.partition("/")
    return standing(place, name)


def latest_digest(name: str) -> str:
    """Return the digest of the latest version that is kept under a name; '' where none is."""
    return next((one.sha256 for one in designs.kept() if one.id == name), "")


def next_version(stand: Standing) -> str:
    """Return what the next version may be called: the last number one higher; of a design to begin from, its own."""
    head, dot, last = stand.design.version.rpartition(".")
    if stand.place == START or not (last.isascii() and last.isdigit()):
        return stand.design.version
    return f"{head}{dot}{int(last) + 1}"


def versioned(text: str, before: Design, version: str, name: str) -> str:
    """Return a changed text under a version, unless it says one itself that is not kept yet under the name.

    One that changes nothing else stays as it is, and is refused as unchanged.
    """
    design = examined(text).design
    if not version or design is None:
        return text
    if design == before or design.version not in {before.version} | _taken(name):
        return text
    return rewritten(text, {("version",): version})


def _taken(name: str) -> set[str]:
    """Return every version that was ever kept under a name."""
    try:
        return {one.version for one in designs.versions(name)}
    except NoDesign:
        return set()


def named(text: str, name: str) -> str:
    """Return a text under another name, and as one that follows the study in force where it says nothing of it."""
    said = rewritten(text, {("id",): name})
    if any(line.startswith("follows:") for line in said.splitlines()):
        return said
    study = read.plan().study
    return (
        f"{said.rstrip()}\nfollows:\n  study: {study.id}\n"
        f'  version: "{study.version}"\n  sha256: {sha256_of_study(study)}\n'
    )
