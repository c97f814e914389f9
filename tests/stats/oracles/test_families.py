"""Every number of the files on rules, doses, looks, factorials and borrowed controls is compared, given, or said why not."""

import json
import re

import pytest
from tests.stats.agreements import ORACLES

from hepatica.cli.stats import Reading

FAMILIES = {
    "dose finding": (
        "BOIN_boundaries_R", "BOIN_comb_oc_R", "BOIN_oc_R", "BOIN_select_mtd_R", "keyboard_boundaries_R", "escalation_R",
        "dfcrm_R", "trialr_crm_efftox",
    ),
    "monitoring": ("stoppingrule_binary_R", "stoppingrule_survival_R", "clinfun_toxbdry_R", "ph2bayes_R"),
    "sequential": ("group_sequential", "simon_two_stage", "adaptr_rar_R"),
    "factorial": ("factorial_isis2_R",),
    "borrowed controls": ("RBesT_MAP", "RBesT_deterministic"),
}  # fmt: skip
GIVEN = {
    "BOIN_boundaries_R": "cohortsize ncohort target",
    "BOIN_comb_oc_R": "cohortsize n.earlystop ncohort p.true target",
    "BOIN_oc_R": "cohortsize ncohort ntrial p.true seed target",
    "BOIN_select_mtd_R": "npts ntox target",
    "keyboard_boundaries_R": "cohortsize ncohort target",
    "escalation_R": "n tox true",
    "dfcrm_R": "level prior target y followup obswin scale skeleton",
    "trialr_crm_efftox": "skeleton target alpha beta eff0 eff_hurdle eff_star eta gamma p_e p_t psi real_doses tox1 "
    "tox_hurdle tox_star zeta",
    "stoppingrule_binary_R": "alpha ns p0 param p",
    "ph2bayes_R": "",
    "stoppingrule_survival_R": "alpha n p0 param tau",
    "clinfun_toxbdry_R": "n pHi pLo cP0 cP1",
    "group_sequential": "a b n theta alpha beta delta0 p1 p2 ratio k timing test.type sflpar sfupar kMax "
    "informationRates infoRates deltaWT sided gammaA accuracy fut alternative stDev",
    "simon_two_stage": "ep1 ep2 pa pu p1 p2 power",
    "factorial_isis2_R": "asp d n sk",
    "RBesT_MAP": "n r y y.se",
    "RBesT_deterministic": "y2 a b w theta",
    "adaptr_rar_R": "inferiority looks soften_power superiority true_ys",
}
"""Last names of a file's own inputs."""
ABOUT_THE_PEER = {"RBesT_MAP": "mcse_mean n_eff_pred seconds", "adaptr_rar_R": "seconds_2cores est"}
"""How long the peer took and how exactly it drew: nothing of a method's."""
RENAMED = ("# of DLT", "Number of patients treated", ".next_dose", ".rule[")
"""Columns that a case names by what they say: a row of a table, the dose after a path, the events and exposures of a rule."""

pytestmark = pytest.mark.skipif(
    not ORACLES.is_dir(), reason="the shared oracles are not beside this checkout"
)
SIMULATED = {"BOIN_boundaries_R"}  # every table for eight targets: slow, and compared row by row elsewhere


def numbers(node, at=""):
    """Where in a file numbers stand: a list of numbers is one place."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from numbers(value, f"{at}.{key}" if at else key)
    elif isinstance(node, list) and any(isinstance(value, dict | list) for value in node):
        for k, value in enumerate(node):
            yield from numbers(value, f"{at}[{k}]")
    elif (isinstance(node, int | float) and not isinstance(node, bool)) or (
        isinstance(node, list) and node and all(isinstance(value, int | float) for value in node)
    ):
        yield at


def bare(path):
    """A place without the folders that only some files have."""
    return re.sub(r"^cases\.|\.out(?=\.)", "", path)


def told(path, cases):
    return any(
        one == path or path.startswith((f"{one}.", f"{one}[")) or one.startswith(path) for one in cases
    )


@pytest.mark.parametrize(
    "name", [name for names in FAMILIES.values() for name in names if name not in SIMULATED]
)
def test_every_number_of_a_file_is_compared_or_given_or_it_is_said_why_not(name):
    reading = Reading(folder=ORACLES)
    lines = reading.file(f"{name}.json")
    assert reading.problems == []
    assert [line for line in lines if line["agrees"] == "no"] == []
    assert [line for line in lines if not line["agrees"] and not line["note"]] == []
    cases = {bare(line["case"]) for line in lines}
    cases |= {re.sub(r"^(\w+)\[0\]", r"\1", case) for case in cases}  # one of a kind stands without a list
    known = {*GIVEN[name].split(), *ABOUT_THE_PEER.get(name, "").split()}
    silent = []
    for path in numbers(json.loads((ORACLES / f"{name}.json").read_text(encoding="utf-8"))):
        last = re.sub(r"\[\d+\]", "", path)
        given = any(last == key or last.endswith(f".{key}") for key in known)
        renamed = any(column in path for column in RENAMED)
        if not (given or renamed or told(bare(path), cases)):
            silent.append(path)
    assert silent == []


def test_the_families_hold_every_file_that_their_methods_read():
    known = {name for names in FAMILIES.values() for name in names}
    files = {file.stem for file in ORACLES.glob("*.json")}
    assert known <= files
    assert set(GIVEN) == known
    rooms = (
        "stats.dosing",
        "stats.monitoring",
        "stats.sequential",
        "stats.factorial",
        "stats.map",
        "stats.mixtures",
    )
    quick = {"BOIN_select_mtd_R", "keyboard_boundaries_R", "dfcrm_R", "clinfun_toxbdry_R", "RBesT_MAP"}
    reading = Reading(folder=ORACLES)
    for name in quick:
        reading.file(f"{name}.json")
    assert all(shape.method.startswith(rooms) for shape in reading.shapes.values())
