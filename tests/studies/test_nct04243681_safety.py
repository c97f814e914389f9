"""What the reference study calls an adverse event, and what stands before each act."""

import pytest
from tests.studies.reference import ACTS, asked

from hepatica.study.form import ItemType
from hepatica.study.rules import Signal
from hepatica.study.study import Study

WATCHED_WHERE_ASKED = {
    ("gcsf", "wbc_day"),
    ("imaging", "access_site"),
    ("laboratory", "afp"),
    ("cd34_product", "sterility_final"),
    ("msc_release", "sterility_final"),
}
"""Items that no visit demands, and that are an event all the same when they are answered so."""


def signal(study: Study, name: str) -> Signal:
    return next(s for s in study.signals if s.id == name)


def test_the_categories_are_the_record_s_four_and_outside(study: Study) -> None:
    four = [str(c.title) for c in study.categories][:4]
    said = study.outcomes[0].description
    assert all(title in said for title in four)
    assert [c.id for c in study.categories] == ["marrow", "leukapheresis", "catheter", "infusion", "outside"]


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("marrow_pain", "marrow"), ("marrow_bleeding", "marrow"), ("apheresis_hypotension", "leukapheresis"),
        ("apheresis_hypocalcaemia", "leukapheresis"), ("citrate_symptoms", "leukapheresis"), ("site_pain", "catheter"),
        ("site_discomfort", "catheter"), ("site_bleeding", "catheter"), ("site_infection", "catheter"),
        ("infusion_reaction", "infusion"),
    ],
)  # fmt: skip
def test_each_complication_the_record_names_has_a_signal_of_its_category(
    study: Study, name: str, category: str
) -> None:
    assert signal(study, name).category == category


def test_pain_fires_strictly_above_the_record_s_six(study: Study) -> None:
    assert study.parameter("vas_limit") == "6"
    for name in ("marrow_pain", "marrow_pain_later"):
        assert signal(study, name).when == "above(vas, vas_limit)"
        assert signal(study, name).unit == "/10"


def test_signals_prove_themselves_with_values_in_the_wrong_order_another_unit_and_no_baseline(
    study: Study,
) -> None:
    for one in study.signals:
        item, why = asked(study, one.form, one.at), " ".join(example.why for example in one.examples)
        group = next(g for g in study.form_by_id[one.form].groups if g.id == one.group)
        assert item.required or one.ctcae_grade or (one.form, one.at) in WATCHED_WHERE_ASKED, one.id
        if any(i.type is ItemType.DATETIME for i in group.items):
            assert "wrong order" in why, one.id
        assert item.type is ItemType.CODE or any(example.units for example in one.examples), one.id
        assert "no baseline" in why or "no earlier draw" in why or "no baseline is needed" in why, one.id


def test_a_fall_of_blood_pressure_without_a_baseline_is_not_evaluable_rather_than_quiet(study: Study) -> None:
    for name in ("apheresis_hypotension", "infusion_hypotension"):
        without = next(e for e in signal(study, name).examples if not e.baseline)
        assert (without.fires, without.not_evaluable) == ((2,), (1,))


def test_gates_stand_before_enrolment_gcsf_leukapheresis_and_infusion(study: Study) -> None:
    happened = {gate.act: gate.happened for gate in study.gates}
    assert happened == {
        "enrolment": "marrow_aspiration.prstdtc", "gcsf": "gcsf.ecstdtc", "leukapheresis": "leukapheresis.prstdtc",
        "infusion": "infusion.exstdtc",
    }  # fmt: skip
    assert {address.split(".")[0] for address in happened.values()} == ACTS
    for gate in study.gates:
        assert {"consent_signed", "consent_in_force"} <= {c.id for c in gate.clearances}


# -- Products, laboratories, standard of care ---------------------------------------------------------------------------


def test_release_criteria_are_answered_on_the_certificates_and_checked_at_their_limits(study: Study) -> None:
    certificate = {"msc": "msc_release", "cd34": "cd34_product"}
    checks = " ".join(check.when for check in study.checks)
    for product in study.products:
        for limit in product.release:
            assert study.item(certificate[product.id], limit.id) is not None, limit.id
    limits = {(p.id, one.id): one.limit for p in study.products for one in p.release}
    assert f"below(viability, '{limits['msc', 'viability']}')" in checks
    assert (
        f"below(viability, '{limits['cd34', 'viability']}') || below(purity, '{limits['cd34', 'purity']}')"
        in checks
    )
    assert f"above(negative_markers, '{limits['msc', 'negative_markers']}')" in checks
    assert f"equal(ecdose, '{study.parameter('gcsf_dose')}')" in checks
    assert f"below(cd34_blood, '{study.parameter('poor_mobiliser')}')" in checks
