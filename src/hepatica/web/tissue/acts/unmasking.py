"""Telling whose a code is, once enough readers have read it; earlier only with a reason."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Command
from hepatica.conduct.product_commands import UnmaskReading
from hepatica.web import asking, boxes
from hepatica.web.asking import Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.tissue.acts.act import Act
from hepatica.web.tissue.specimens import Specimens


def _sheet(at: Specimens, thing: str, typed: Boxes) -> Sheet:
    row = next((one for one in at.codes.values() if one.accession == thing), None)
    if row is None or row.unmasked:
        raise Http404(_("There is no masked code %(code)s of %(who)s.") % {"code": thing, "who": at.subject})
    done, asked = at.readers(thing), at.study.tissue.readers
    early = done < asked
    read = _("%(done)s of %(asked)s readers have read it.") % {"done": done, "asked": asked}
    said = [
        read,
        _("It cannot be masked again: its readings then stand in the biopsy page, and no more are taken."),
    ]
    return Sheet(
        title=_("Unmask %(code)s") % {"code": thing},
        boxes=(
            asking.text(
                "reason",
                _("Reason"),
                typed,
                kind="area",
                optional=not early,
                hint=_("Unmasking before all have read it needs one.") if early else "",
            ),
        ),
        button=_("Unmask it"),
        icon="person",
        lead=_("%(label)s of %(who)s") % {"label": row.material, "who": at.subject},
        said=tuple(said),
    )


def _command(at: Specimens, thing: str, request: HttpRequest) -> Command:
    reason = boxes.prose(request.POST.dict(), "reason").strip()
    done = at.readers(thing) >= at.study.tissue.readers
    return UnmaskReading(
        subject=at.subject, accession=thing, reason=reason or (_("All readers have read it.") if done else "")
    )


def _done(thing: str, _command: Command) -> str:
    return _("%(code)s is unmasked; its readings stand in the biopsy page.") % {"code": thing}


UNMASK = Act(kind="reading.unmask", sheet=_sheet, command=_command, done=_done)
