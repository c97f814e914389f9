"""The vocabulary of the laboratory's forms is every room's: see ``web.asking``."""

from hepatica.web.asking import (
    Box,
    Kind,
    Pairs,
    Row,
    Sheet,
    chosen,
    moment,
    names_of,
    optional,
    password,
    people,
    refused,
    select,
    text,
    tiles,
)

__all__ = [
    "Box",
    "Kind",
    "Pairs",
    "Row",
    "Sheet",
    "chosen",
    "moment",
    "names_of",
    "optional",
    "password",
    "people",
    "refused",
    "select",
    "text",
    "tiles",
]
