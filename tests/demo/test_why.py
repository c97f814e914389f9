"""Every number of the demo's final report answers why: nothing printed is without an origin in the record."""

from hepatica.jobs import outputs
from hepatica.report.citations import citations
from hepatica.report.kinds import Kind, made
from hepatica.report.study.why import why
from hepatica.report.text import signed


def test_whatever_the_final_report_cites_can_be_asked(closed):
    dossier = outputs.dossier_at()
    document = made(Kind.FINAL, dossier, whole=True)
    asked = [one.ref for one in citations(document.blocks)]
    assert len(asked) > 300
    kinds = set()
    for ref in asked:
        found = why(dossier.cut, ref)
        assert found.value, ref
        kinds.add(ref.partition(":")[0])
    assert {"ITEM", "SCORE", "ADEFF", "ADAE", "COUNT", "ESTIMAND", "EVIDENCE"} <= kinds


def test_a_change_of_meld_leads_to_the_laboratory_values_of_both_draws(closed):
    cut = outputs.cut_at()
    found = why(cut, "ADEFF:01-001/MELDU/m6/CHG")
    below = [found, *found.inputs, *(two for one in found.inputs for two in one.inputs)]
    scores = [one for one in below if one.ref.startswith("SCORE:")]
    assert len(scores) == 2
    assert all(len(one.inputs) >= 3 for one in scores)
    assert found.all_events
    baseline, final = cut.courses["01-001"].baseline, cut.courses["01-001"].windows[-1]
    assert found.value == signed(final.change("MELD_I_UNROUNDED", baseline), 4).lstrip("+")
