"""The first page of the record: where everything about the record itself is."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from hepatica.conduct.commands import Actor
from hepatica.store import read
from hepatica.web.doors import for_members
from hepatica.web.moments import instant
from hepatica.web.record.doors import may_oversee
from hepatica.web.shell.frame import is_served


@dataclass(frozen=True, kw_only=True)
class Card:
    """One part of the record."""

    href: str
    icon: str
    title: object
    words: object
    overseers: bool = False
    """Whether only those who oversee the record may open it."""


CARDS = (
    Card(href="/record/trail/", icon="history", title=_("Trail"), words=_("Everything that happened, a sentence each: who, what, from what to what, why.")),
    Card(href="/record/time/", icon="clock", title=_("Time"), words=_("The whole study as it stood at any moment.")),
    Card(href="/record/reports/", icon="chart", title=_("Reports about the trail"), words=_("Late entries, changes after a signature or a lock, changes to critical data, by person and site.")),
    Card(href="/record/reviews/", icon="complete", title=_("Reviews of the trail"), words=_("Who has read the trail to where, and what came since.")),
    Card(href="/record/inspect/", icon="find", title=_("For the inspector"), words=_("What is asked first, on one page, to read and to print."), overseers=True),
    Card(href="/record/access/", icon="person", title=_("Access"), words=_("Who signed in, who looked at whom, what was taken away."), overseers=True),
    Card(href="/record/locks/", icon="locked", title=_("Locks"), words=_("Freeze, lock and unlock, with the checklist.")),
    Card(href="/record/protocol/", icon="file", title=_("Protocol"), words=_("Versions, consent given again, deviations.")),
    Card(href="/record/people/", icon="person", title=_("People"), words=_("The delegation log, accounts and registers.")),
)  # fmt: skip
"""In the order of the page; a part that is not there is not offered."""


@for_members
def hub(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the parts of the record that this person may open."""
    end = read.end()
    context = {
        "cards": [
            card for card in CARDS if is_served(card.href, settings.ROOT_URLCONF) and _may(card, actor)
        ],
        "last": read.head(),
        "when": instant(end.at) if end.at else "",
    }
    return render(request, "record/hub.html", context)


def _may(card: Card, actor: Actor) -> bool:
    return not card.overseers or may_oversee(actor)
