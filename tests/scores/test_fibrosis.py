from decimal import Decimal

from hepatica.scores import compute


def test_fib4_is_shown_rounded_and_kept_unrounded():
    result = compute("FIB4", {"age_years": 64, "alt_u_l": 8, "ast_u_l": 12, "platelets_10e9_l": 100})
    assert result.display == "2.72"
    assert abs(result.value - Decimal("2.7152900397563425")) < Decimal("1e-15")
    assert result.terms[0].expression == "64 × 12 / (100 × √8)"


def test_apri_needs_the_laboratorys_own_upper_limit():
    result = compute("APRI", {"ast_u_l": 80, "platelets_10e9_l": 100})
    assert result.problem == "not computable: upper limit of AST missing"
