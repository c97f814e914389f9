"""What a design answers before anybody is asked to join: exact numbers, at once, and several designs side by side."""

from hepatica.design.answers.answered import answers
from hepatica.design.answers.compared import compared
from hepatica.design.answers.values import (
    RATES,
    Answers,
    Bar,
    Duration,
    Fact,
    Harm,
    Limited,
    Point,
    Question,
    RateOdds,
    RuleOdds,
    Tornado,
    TradeOff,
    Unmoved,
)
from hepatica.design.answers.variants import variants

__all__ = [
    "RATES",
    "Answers",
    "Bar",
    "Duration",
    "Fact",
    "Harm",
    "Limited",
    "Point",
    "Question",
    "RateOdds",
    "RuleOdds",
    "Tornado",
    "TradeOff",
    "Unmoved",
    "answers",
    "compared",
    "variants",
]
