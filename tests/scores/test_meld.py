from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hepatica.scores import compute

BILIRUBIN = st.decimals("0.1", "60", places=1)
CREATININE = st.decimals("0.1", "10", places=2)
INR = st.decimals("0.5", "10", places=2)


def labs(bilirubin, creatinine, inr, **more):
    return {"bilirubin_mg_dl": bilirubin, "creatinine_mg_dl": creatinine, "inr": inr, **more}


def test_meld_explains_itself_term_by_term():
    result = compute("MELD_UNOS_2002", labs("2.9", "0.94", "1.58", dialysis=False))
    lines = [(term.label, term.expression, f"{term.value:.2f}", term.note) for term in result.terms]
    assert lines == [
        ("INR", "11.20 × ln 1.58", "5.12", ""),
        ("Bilirubin", "3.78 × ln 2.90", "4.02", ""),
        ("Creatinine", "9.57 × ln 1.00", "0.00", "was 0.94, counted as 1.00"),
        ("Constant", "6.43", "6.43", ""),
    ]
    assert (result.value, result.display, result.flags) == (16, "16", ())


def test_a_converted_value_says_what_it_was():
    result = compute("MELD_I_UNROUNDED", {"bilirubin_umol_l": 54, "creatinine_umol_l": 170, "inr": 2})
    assert result.terms[1].note == "54 µmol/L = 3.16 mg/dL"
    assert abs(result.value - Decimal("24.798")) < Decimal("0.0005")


def test_dialysis_says_so_and_silence_about_it_is_flagged():
    told = compute("MELD_UNOS_2002", labs(1, "0.7", 1, dialysis=True))
    silent = compute("MELD_UNOS_2002", labs(1, "0.7", 1))
    assert told.terms[2].note == "dialysis: counted as 4.00"
    assert told.flags == ()
    assert silent.flags == ("dialysis not stated, counted as none",)


def test_a_score_held_at_40_says_so():
    assert "counted as 40, the maximum" in compute("MELD_UNOS_2002", labs(50, 10, 5)).flags


@given(BILIRUBIN, CREATININE, INR, st.sampled_from(["bilirubin_mg_dl", "creatinine_mg_dl", "inr"]))
def test_meld_never_falls_when_a_component_rises(bilirubin, creatinine, inr, key):
    before = labs(bilirubin, creatinine, inr)
    after = {**before, key: before[key] + Decimal("0.5")}
    for name in ("MELD_I_UNROUNDED", "MELD_UNOS_2002"):
        assert compute(name, after).value >= compute(name, before).value


@given(BILIRUBIN, CREATININE, INR)
def test_the_unit_system_does_not_change_meld(bilirubin, creatinine, inr):
    si = {
        "bilirubin_umol_l": bilirubin * Decimal("17.1"),
        "creatinine_umol_l": creatinine * Decimal("88.4"),
        "inr": inr,
    }
    assert (
        compute("MELD_I_UNROUNDED", si).value
        == compute("MELD_I_UNROUNDED", labs(bilirubin, creatinine, inr)).value
    )


@given(BILIRUBIN, CREATININE, INR)
def test_dialysis_never_lowers_meld_and_rounding_moves_it_by_half_a_point_at_most(bilirubin, creatinine, inr):
    plain = compute("MELD_UNOS_2002", labs(bilirubin, creatinine, inr))
    dialysed = compute("MELD_UNOS_2002", labs(bilirubin, creatinine, inr, dialysis=True))
    assert dialysed.value >= plain.value
    assert 6 <= plain.value <= 40
    assert plain.value == 40 or abs(plain.value - plain.unrounded) <= Decimal("0.5")
