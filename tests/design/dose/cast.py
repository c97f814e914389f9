"""A trial of cells with three doses and the participants it may have: what the tests of decisions share."""

from hepatica.design.dose.participants import Cells, Participant
from hepatica.design.dose.plan import DoseDesign
from hepatica.design.dose.rules import Boin

DOSES = (1e6, 2e6, 4e6)


def design(rule=None, **parts):
    return DoseDesign(
        **({"rule": rule or Boin(target=0.3), "doses": DOSES, "window_days": 28, "most": 12} | parts)
    )


def people(*groups, second=None):
    """Participants from words: ``"1NNE"`` is three at dose 1, the last with the event; h is followed for half the
    window, n received half the cells, R responded.
    """
    found = []
    for group in groups:
        level, *letters = group
        for letter in letters:
            planned = DOSES[int(level) - 1]
            found.append(
                Participant(
                    id=f"P{len(found) + 1}",
                    cells=(
                        Cells(
                            planned=planned,
                            manufactured=3 * planned,
                            released=2 * planned,
                            infused=planned / 2 if letter in "ne" else planned,
                        ),
                    ),
                    route="hepatic artery",
                    followed_days=14 if letter == "h" else 90,
                    event=letter in "Ee",
                    response=letter == "R",
                )
            )
    return tuple(found)
