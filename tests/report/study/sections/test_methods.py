"""The methods of the report are those of the study's files: another plan gives other words."""

from decimal import Decimal

from tests.datasets.record import study
from tests.report.samples import STAMP
from tests.report.study.ledgers import cut_of

from hepatica.report.document import KeyValues, Para
from hepatica.report.study.cut import read_cut
from hepatica.report.study.dossier import Dossier
from hepatica.report.study.sections.methods import methods, parameters_table, windows_table
from hepatica.report.table import Table, cell_text
from hepatica.study.text import Translated


def words(blocks):
    said = []
    for block in blocks:
        if isinstance(block, KeyValues):
            said += [f"{pair.key}: {pair.value}" for pair in block.pairs]
        elif isinstance(block, Table):
            said += [
                cell_text(c, k) for row in block.rows for c, k in zip(row.cells, block.columns, strict=False)
            ]
        elif isinstance(block, Para):
            said.append(str(block.text))
    return " ; ".join(said)


def test_windows_estimands_and_parameters_are_those_of_the_study():
    asked = study()
    said = words(methods(Dossier(cut=cut_of())))
    assert all(window.title.en in said for window in asked.analysis.windows)
    assert all(one.title.en in said for one in asked.analysis.estimands)
    assert len(parameters_table(asked).rows) == len(asked.parameters)
    assert "Multiplicity: no adjustment, since nothing is claimed." in said


def test_another_plan_gives_other_words():
    analysis = study().analysis
    other = analysis.model_copy(
        update={
            "baseline": analysis.baseline.model_copy(update={"first": -77}),
            "windows": (analysis.windows[0].model_copy(update={"last": 99}), *analysis.windows[1:]),
            "estimands": (
                analysis.estimands[0].model_copy(update={"title": Translated(en="A question of its own")}),
            ),
        }
    )
    asked = study().model_copy(update={"analysis": other})
    said = words(methods(Dossier(cut=read_cut(asked, cut_of().state, STAMP))))
    assert "from day −77" in said
    assert "A question of its own" in said
    assert analysis.estimands[1].title.en not in said
    assert "99" in words((windows_table(other),))
    assert Decimal(99) != analysis.windows[0].last
