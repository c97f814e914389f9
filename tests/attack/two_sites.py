"""The demo's trial with a second site, where nobody has been treated: whoever is bound to it may see none of the five."""

import re
from importlib.resources import files

from django.urls import URLPattern, URLResolver, get_resolver
from tests.delegating import delegate

from hepatica.conduct.authority import ROLES
from hepatica.conduct.commands import Actor, KeepDesign
from hepatica.ledger import rows as r
from hepatica.ledger.desk_rows import ReportRow
from hepatica.ledger.product_rows import AccessionRow, BagRow, MaterialRow, NoticeRow
from hepatica.ledger.review_rows import QueryRow
from hepatica.people.accounts import add_account
from hepatica.store import publishing, read
from hepatica.store.record import Refused, record
from hepatica.study.study import Site

SUBJECT = "01-001"
OTHER = "02"
NUMBER = re.compile(rb"01-00[1-5]")
"""A participant's number, as it would stand in any answer that holds one."""
PASSWORD = "quiet-river-stone"
DESIGN = "two_arm"
"""A design that is built in, and kept in the trial: the cheapest to answer that compares something."""


def open_second_site():
    """Publish the protocol with a second site, give it one person of each role, and keep a design of the next trial."""
    study = read.plan().study
    other = Site(id=OTHER, name="Second Hospital", place="Pune, India", zone="Asia/Kolkata")
    amended = study.model_copy(update={"version": "1.9", "sites": (*study.sites, other)})
    publishing.publish(amended, urgent="A second site opens.")
    for role in ROLES:
        for prefix, sites in (("far", (OTHER,)), ("near", ())):
            add_account(f"{prefix}_{role}", f"{prefix} {role}", PASSWORD, checked=False)
            delegate(f"{prefix}_{role}", f"{prefix} {role}", role, sites=sites)
    planner = Actor(user="near_statistician", name="near statistician", roles=frozenset({"statistician"}))
    text = files("hepatica").joinpath("designs", f"{DESIGN}.yaml").read_text("utf-8")
    assert not isinstance(record(KeepDesign(design=DESIGN, text=text), actor=planner), Refused)


def references():
    """Return what stands for each parameter of an address: of the first participant, as the record has it."""
    state = read.subject_state(SUBJECT)
    forms = sorted(state.of(r.FormRow, SUBJECT), key=lambda row: row.last_seq)
    proposals = state.of(r.ProposalRow, SUBJECT)
    materials = state.of(MaterialRow, SUBJECT)
    bags = [row.key for row in state.of(BagRow, SUBJECT)]
    latest = read.latest(SUBJECT)[0].seq
    queries = [row.seq for row in state.of(QueryRow, SUBJECT)]
    alerts = [row.key for row in read.alerts(open_only=False) if row.subject == SUBJECT]
    notices = [row.seq for row in state.of(NoticeRow, SUBJECT)]
    lots = [row.material for row in materials if row.material in {"MSC", "CD34"}] or [materials[-1].material]
    accessions = [row.accession for row in state.of(AccessionRow, SUBJECT)]
    reports = [row.report for row in state.of(ReportRow, SUBJECT)]
    form = forms[0]
    signal = proposals[0] if proposals else None
    return {
        "subject": SUBJECT,
        "visit": signal.visit if signal else form.visit,
        "form": signal.form if signal else form.form,
        "signal": signal.signal if signal else "x",
        "row": 1,
        "report": (reports or ["table5"])[0],
        "version": 1,
        "label": materials[0].material,
        "lot": lots[0],
        "product": "msc",
        "bag": (bags or ["MSC-A"])[0],
        "accession": (accessions or ["AAAAAA"])[0],
        "seq": (notices or [latest])[0],
        "event": latest,
        "number": (queries or [latest])[0],
        "alert": (alerts or ["x"])[0],
        "thing": materials[0].material,
        "key": f"{form.visit}/{form.form}/0",
    }


HARMLESS = {
    "name", "sha256", "sha", "job", "token", "book", "level", "username", "pk", "uidb64", "provider_id", "extra",
    "old", "new", "definition", "what", "kind", "table", "person", "day", "cut", "deviation", "item", "user",
    "rule", "place", "design", "group", "site", "page", "year", "id", "slug", "path", "check", "chain",
}  # fmt: skip
"""Parameters that are no participant's: they are filled with a word, and the answer is looked at all the same."""


def addresses(found=None):
    """Return every address of the site as (template, names of its parameters), from the resolver itself."""
    return list(_walk(get_resolver("hepatica.config.urls"), ""))


def _walk(resolver, before):
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            yield from _walk(entry, here)
        elif isinstance(entry, URLPattern):
            yield here, tuple(re.findall(r"<(?:\w+:)?(\w+)>", here))


def filled(template, found):
    """Return an address with its parameters filled; KeyError for a parameter that nobody has said what it is."""

    def value(match):
        name = match.group(1)
        if name in found:
            return str(found[name])
        if name in HARMLESS:
            if template.startswith("design/") and name == "name":
                return DESIGN
            return "1" if "int:" in match.group(0) else "x"
        raise KeyError(name)

    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", value, template)
