"""What a source claims is computed again from its own numbers; what does not follow is left out, counted and said."""

from math import sqrt

import pytest
from scipy.stats import t as student
from tests.evidence.rows import EVENTS, SOUND, read, trial

from hepatica.evidence.load import load
from hepatica.evidence.recompute import excluded, kept, recompute

FINDINGS = {finding.row: finding for finding in recompute(load().rows)}
OUT = {each.row.id: each.sentence for each in excluded(load())}


def welch(m1, s1, n1, m2, s2, n2):
    """Welch's p by the textbook: unequal variances, Satterthwaite's degrees of freedom."""
    a, b = s1**2 / n1, s2**2 / n2
    df = (a + b) ** 2 / (a**2 / (n1 - 1) + b**2 / (n2 - 1))
    return 2 * student.sf(abs(m1 - m2) / sqrt(a + b), df)


SHARMA = [
    ("E007", (15.75, 5.13, 22, 19.94, 6.68, 23), "0.023", "0.04"),
    ("E009", (15.5, 5.3, 22, 19.8, 6.4, 23), "0.018", "0.04"),
    ("E011", (17.2, 5.5, 22, 20.3, 6.8, 23), "0.099", "0.17"),
    ("E013", (18.4, 6.1, 22, 21.3, 6.4, 23), "0.127", "0.25"),
]


@pytest.mark.parametrize(("row", "numbers", "gives", "printed"), SHARMA)
def test_sharmas_printed_p_values_do_not_follow_from_their_means(row, numbers, gives, printed):
    assert f"{welch(*numbers):.3f}" == gives
    finding = FINDINGS[row]
    assert finding.fails
    assert f"gives p = {gives} by Welch's test, but the source prints p = {printed}" in finding.sentence


def test_fewer_people_than_stated_would_give_sharmas_p_values():
    assert [FINDINGS[row].sentence.split("about ")[1].split()[0] for row, *_ in SHARMA] == [
        "19",
        "17",
        "16",
        "13",
    ]


def test_a_p_value_that_follows_is_reproduced():
    for row, printed in (("E001", "0.001"), ("E003", "0.01")):
        assert not FINDINGS[row].fails
        assert f"and the source prints p = {printed}" in FINDINGS[row].sentence


def test_deaths_of_one_denominator_for_two_arms_of_different_size_fail():
    assert (
        FINDINGS["E015"].sentence
        == "The source prints 6/23 vs 5/23, which does not fit its arms of 22 and 23."
    )
    assert FINDINGS["E015"].fails


def test_spahrs_eighteen_of_thirty_is_sixty_per_cent_and_its_other_arm_holds():
    assert FINDINGS["E326"].sentence == "18 of 30 is 60.0 %, but the source prints 53 %."
    assert not FINDINGS["E325"].fails


def test_realistics_denominator_is_larger_than_its_arm_in_one_arm_only():
    assert {row: FINDINGS[row].fails for row in ("E316", "E318", "E320")} == {
        "E316": False,
        "E318": True,
        "E320": False,
    }
    assert "The source counts 3/28; its arm has 26" in FINDINGS["E318"].sentence


def test_zekris_claim_of_significance_at_twelve_months_does_not_follow_after_one_session():
    assert f"{welch(14.96, 2.39, 30, 16.32, 3.7, 30):.3f}" == "0.097"
    assert FINDINGS["E122"].fails
    assert not FINDINGS["E129"].fails


def test_what_fails_is_left_out_and_counted():
    failing = {row for row, finding in FINDINGS.items() if finding.fails}
    assert failing == {"E007", "E009", "E011", "E013", "E015", "E053", "E060", "E122", "E318", "E326"}
    assert len(OUT) == 15
    assert len(kept(load())) == 451 - 15
    assert len(kept(load(), include_failed=True)) == 451


def test_a_failed_p_value_takes_its_control_along_unless_the_control_holds_elsewhere():
    assert OUT["E008"] == "Control of E007, whose printed p value does not follow."
    assert "E115" not in OUT  # Zekri's control at 12 months reproduces the p value of the other arm


def test_a_failing_row_is_flagged_in_the_shipped_table_and_no_other_is():
    flagged = {row.id for row in load().rows if row.printed == "contradicts"}
    assert flagged == {row for row, finding in FINDINGS.items() if finding.fails}


def test_rounding_in_print_is_allowed_for():
    close = trial("ONE", 1, ("15.0", "4.0", 20), ("17.0", "4.0", 20), p_printed="", as_printed="yes")
    p = welch(15, 4, 20, 17, 4, 20)
    close[0]["p_printed"] = f"{p:.2f}"
    assert not recompute(read(*close).evidence.rows)[0].fails


def test_a_percentage_counts_its_printed_digits():
    third = SOUND | EVENTS | {"events": "1", "n_arm": "3"}
    assert read(third | {"percent_printed": "33"}).problems == ()
    assert read(third | {"percent_printed": "33.3"}).problems == ()
    assert read(third | {"percent_printed": "33.0"}).problems != ()
