import pytest
from tests.conduct.desk import ADMINISTRATOR, OWNER, Desk, kinds, sentences

from hepatica.conduct.commands import GrantRole, RevokeRole
from hepatica.conduct.decide import Refused
from hepatica.ledger.rows import GrantRow


def grant(role, user="asha", name="Asha"):
    return GrantRole(user=user, name=name, role=role)


def test_a_role_is_granted_once_and_before_any_protocol_is_in_force():
    desk = Desk(plan=None)
    assert kinds(desk.do(grant("coordinator"), ADMINISTRATOR)) == ["role.granted"]
    assert desk.do(grant("coordinator"), ADMINISTRATOR) == ()
    assert desk.state.of(GrantRow)[0].role == "coordinator"


@pytest.mark.parametrize("role", ["owner", "king", ""])
def test_a_role_that_cannot_be_granted_is_refused(role):
    assert Desk().do(grant(role), ADMINISTRATOR).refusals[0].code == "no_such"


@pytest.mark.parametrize(
    ("first", "second"),
    [("inspector", "coordinator"), ("investigator", "administrator"), ("administrator", "inspector")],
)
def test_roles_that_bar_each_other_are_not_held_together(first, second):
    desk = Desk()
    desk.do(grant(first), ADMINISTRATOR)
    (said,) = sentences(desk.do(grant(second), ADMINISTRATOR))
    assert "cannot also be" in said


def test_nobody_changes_their_own_roles_but_the_owner():
    desk = Desk()
    own = grant("administrator", user=ADMINISTRATOR.user)
    assert isinstance(desk.do(own, ADMINISTRATOR), Refused)
    assert kinds(desk.do(grant("administrator", user=OWNER.user), OWNER)) == ["role.granted"]


def test_a_role_is_taken_back_with_a_reason():
    desk = Desk()
    desk.do(grant("coordinator"), ADMINISTRATOR)
    revoke = RevokeRole(user="asha", role="coordinator", reason="left the site")
    assert (
        desk.do(revoke.model_copy(update={"reason": ""}), ADMINISTRATOR).refusals[0].code == "reason_missing"
    )
    assert kinds(desk.do(revoke, ADMINISTRATOR)) == ["role.revoked"]
    assert desk.state.of(GrantRow) == ()
    assert sentences(desk.do(revoke, ADMINISTRATOR)) == ["asha does not hold the role 'coordinator'."]
