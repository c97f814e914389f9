"""The find box: a participant's number, with or without a visit and a form. `3 month 1` finds 01-003, Month 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hepatica.study.study import LOG_VISIT, Study
from hepatica.web import addresses

MOST = 50


@dataclass(frozen=True, kw_only=True)
class Hit:
    """Something found, and where it is."""

    subject: str
    words: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """A visit, or a form of one, that a word may mean."""

    visit: str
    form: str
    words: str
    names: str
    """Everything the words of the question are looked for in, in small letters."""


def search(study: Study, numbers: Sequence[str], asked: str) -> tuple[Hit, ...]:
    """Return what the words mean, exact names before parts of names; at most fifty."""
    words = asked.lower().split()
    if not words:
        return ()
    people = [number for number in numbers if _is(number, words[0])]
    if people and len(words) == 1:
        return tuple(Hit(subject=p, words="", href=addresses.participant(p)) for p in people[:MOST])
    rest = " ".join(words[1:] if people else words)
    exact = [place for place in _places(study) if rest in place.names.split("\n")]
    places = exact or [place for place in _places(study) if _begins(place, rest.split())]
    return tuple(_hits(people or numbers, places))


def _is(number: str, word: str) -> bool:
    tail = number.rpartition("-")[2].lstrip("0")
    return (
        word == number.lower()
        or word.lstrip("0") == tail
        or (len(word) > 2 and number.lower().endswith(word))
    )


def _begins(place: Place, words: Sequence[str]) -> bool:
    """Whether each word of the question begins a word of the place's names: 'lab' is the laboratory, '9' is not F9."""
    names = place.names.split()
    return all(any(name.startswith(word) for name in names) for word in words)


def _places(study: Study) -> Iterator[Place]:
    for visit in study.schedule.visits:
        title = str(visit.title)
        yield Place(visit=visit.id, form="", words=title, names=_names(title, visit.code, visit.id))
        for form in study.forms:
            if form.id in visit.forms:
                said = f"{title} · {form.title}"
                yield Place(
                    visit=visit.id,
                    form=form.id,
                    words=said,
                    names=_names(f"{title} {form.title}", form.code, ""),
                )
    for form in study.forms:
        if form.id in study.schedule.logs:
            yield Place(
                visit=LOG_VISIT,
                form=form.id,
                words=str(form.title),
                names=_names(str(form.title), form.code, ""),
            )


def _names(*names: str) -> str:
    return "\n".join(name.lower() for name in names if name)


def _hits(people: Iterable[str], places: Sequence[Place]) -> Iterator[Hit]:
    left = MOST
    for number in people:
        for place in places[:left]:
            href = (
                addresses.form(number, place.visit, place.form)
                if place.form
                else addresses.visit(number, place.visit)
            )
            yield Hit(subject=number, words=place.words, href=href)
        left -= min(left, len(places))
        if not left:
            return
