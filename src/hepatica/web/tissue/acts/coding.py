"""Giving a slide or a suspension its random code, with its picture or cytometry file stripped of every name."""

from __future__ import annotations

from hmac import digest
from secrets import choice
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Command
from hepatica.conduct.product_commands import AccessionSlide
from hepatica.jobs import tissue
from hepatica.tissue.fcs import MOST_BYTES
from hepatica.web import asking
from hepatica.web.acting import key_of
from hepatica.web.asking import Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.tissue.acts.act import Act
from hepatica.web.tissue.specimens import READ, Specimens
from hepatica.web.uploads import too_large

ALPHABET = "ACDEFGHJKLMNPQRTUVWXY34679"
"""Letters and digits of which none looks like another."""
LENGTH = 8


def drawn(key: str | None) -> str:
    """Draw a code. A form sent twice draws the same one: it follows from the form's random key and the site's secret."""
    if not key:
        return "".join(choice(ALPHABET) for _n in range(LENGTH))
    number = int.from_bytes(
        digest(settings.SECRET_KEY.encode(), f"accession {key}".encode(), "sha256"), "big"
    )
    letters = []
    for _n in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def _made(at: Specimens, thing: str) -> str:
    kind = at.steps[at.material(thing).step].makes
    if kind not in READ:
        raise Http404(_("%(label)s is neither a slide nor a suspension: nobody reads it.") % {"label": thing})
    return kind


def _sheet(at: Specimens, thing: str, typed: Boxes) -> Sheet:  # noqa: ARG001
    slide = _made(at, thing) == "slide"
    most = min(settings.HEPATICA_UPLOAD_MOST, settings.HEPATICA_UPLOAD_MOST if slide else MOST_BYTES) // 2**20
    hint = (
        _(
            "TIFF, OME-TIFF, SVS, PNG or JPEG of at most %(most)s MB. Leave it empty for reading at a microscope."
        )
        if slide
        else _("FCS 2.0 to 3.1, at most %(most)s MB.")
    )
    asks = (
        asking.Box(
            name="file",
            label=_("Picture of the section") if slide else _("Cytometry file"),
            kind="file",
            optional=slide,
            hint=hint % {"most": most},
        ),
    )
    return Sheet(
        title=_("Code for %(label)s") % {"label": thing},
        boxes=asks,
        button=_("Draw the code"),
        icon="locked",
        lead=_("A random code is all that readers will see. Whoever gives it reads none of these slides."),
        said=(
            _("Names, dates, descriptions, thumbnails and label pictures are taken out of the file."),
            _("The file is also kept as it came, under its hash; no reader is led to it."),
        ),
    )


def _command(at: Specimens, thing: str, request: HttpRequest) -> Command:
    made = _made(at, thing)
    if said := too_large(request):
        raise ValueError(said)
    sent = request.FILES.get("file")
    if sent is not None and not sent.size:
        raise ValueError(_("That file is empty: there is nothing to read. Nothing was stored."))
    got = tissue.receive(sent.chunks(), actor=at.actor.user) if sent else None
    if got and (got.media == "fcs") != (made == "suspension"):
        said = _(
            "A slide is read from a picture and a suspension from a cytometry file: this is the other kind."
        )
        raise ValueError(said)
    return AccessionSlide(
        subject=at.subject,
        material=thing,
        accession=drawn(key_of(request)),
        file=got.file if got else "",
        media=got.media if got else "",
    )


def _done(thing: str, command: Command) -> str:
    said = _("%(label)s is read under the code %(code)s: write the code on it, and nothing else.")
    return said % {"label": thing, "code": cast("AccessionSlide", command).accession}


CODE = Act(kind="slide.accession", sheet=_sheet, command=_command, done=_done)
