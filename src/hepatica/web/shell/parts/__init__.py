"""The vocabulary of the screens: a view builds these values, `{% show part %}` draws them.

Each class has a template of its own name in `templates/shell/parts/`; a second look of the same part is
`{% show part "look" %}`, drawn by `name_look.html`.
"""

from hepatica.web.shell.parts.clock import Alert, Clearance, Clock, Gate, Hold, Meter
from hepatica.web.shell.parts.entry import (
    Action,
    Change,
    Choice,
    DateBoxes,
    Field,
    Finding,
    Grade,
    Message,
    Strip,
    Thread,
)
from hepatica.web.shell.parts.score import PointRow, Points, Score, Spark, Term
from hepatica.web.shell.parts.visit import Cell, Chip, Empty, Mark, Window

__all__ = [
    "Action",
    "Alert",
    "Cell",
    "Change",
    "Chip",
    "Choice",
    "Clearance",
    "Clock",
    "DateBoxes",
    "Empty",
    "Field",
    "Finding",
    "Gate",
    "Grade",
    "Hold",
    "Mark",
    "Message",
    "Meter",
    "PointRow",
    "Points",
    "Score",
    "Spark",
    "Strip",
    "Term",
    "Thread",
    "Window",
]
