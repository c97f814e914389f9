"""Which rows the commands of the cell laboratory, the bedside and the masked reading need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from hepatica.conduct import product_commands as p
from hepatica.conduct.need import Need
from hepatica.product import codes


def _of_cells(command: Any, *labels: str, strangers: bool = False) -> Need:
    """Return what a command of the laboratory needs when it may fill forms, and so move signals, rules and holds."""
    return Need(
        subject=command.subject,
        product=True,
        desk=True,
        everyone=True,
        whole=True,
        grants=True,
        materials=frozenset(labels),
        strangers=strangers,
    )


def _judging(command: Any) -> Need:
    """Return what a result or a count needs: it may fail a lot whose cells ran in, into whomsoever."""
    return _of_cells(command, command.material, strangers=True)


def _scanned(command: p.MatchBag) -> Need:
    """Return what a comparison needs: whoever wears the wristband, and the bag, whosesoever it is."""
    worn, bag = codes.read(command.wristband), codes.read(command.code)
    return Need(
        subject=worn.name if worn.kind == codes.PERSON else "",
        product=True,
        desk=True,
        everyone=True,
        whole=True,
        grants=True,
        materials=frozenset({bag.name} if bag.kind == codes.MATERIAL else ()),
    )


NEEDS: Mapping[type[Any], Callable[[Any], Need]] = MappingProxyType(
    {
        p.MakeMaterial: lambda command: _of_cells(command, command.material, *command.parents),
        p.MeasureMaterial: _judging,
        p.CorrectMaterial: _judging,
        p.MoveMaterial: lambda command: Need(
            subject=command.subject, product=True, materials=frozenset({command.material})
        ),
        p.TestMaterial: _judging,
        p.ReleaseLot: lambda command: _of_cells(command, command.lot),
        p.AuthoriseBag: lambda command: _of_cells(command, command.bag),
        p.MatchBag: _scanned,
        p.StartInfusion: lambda command: _of_cells(command, command.bag),
        p.NoteInfusion: lambda command: _of_cells(command, command.bag),
        p.EndInfusion: lambda command: _of_cells(command, command.bag),
        p.ChooseBranch: _of_cells,
        p.SendNotice: lambda command: Need(subject=command.subject, product=True),
        p.AccessionSlide: lambda command: Need(
            subject=command.subject, product=True, accessions=frozenset({command.accession})
        ),
        p.RecordReading: lambda command: Need(accessions=frozenset({command.accession})),
        p.UnmaskReading: _of_cells,
    }
)
