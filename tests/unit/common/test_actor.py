"""Who may do what on which programme."""

from uuid import uuid4

import pytest

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.problems import Problem

HERE, THERE = uuid4(), uuid4()
FINANCE = frozenset([Role.FINANCE])


def daan() -> Actor:
    return Actor("veldkamp", "daan", "Daan", wanted=FINANCE)


def test_a_role_on_one_programme_is_none_on_another():
    actor = Actor("veldkamp", "daan", "Daan", {str(HERE): FINANCE}, wanted=FINANCE)
    actor.check(HERE)
    with pytest.raises(Problem, match="finance"):
        actor.check(THERE)


def test_a_role_everywhere_holds_on_each_programme_and_on_none():
    actor = Actor("veldkamp", "daan", "Daan", {"*": FINANCE}, wanted=FINANCE)
    actor.check(HERE)
    actor.check(None)
    assert actor.programmes() is None


def test_whoever_has_the_role_nowhere_is_refused_early():
    actor = Actor("veldkamp", "daan", "Daan", {str(HERE): FINANCE}, wanted=frozenset([Role.LEGAL]))
    with pytest.raises(Problem) as refusal:
        actor.check_somewhere()
    assert (refusal.value.status, refusal.value.kind) == (403, "role-missing")


def test_granted_roles_come_beside_those_of_the_token():
    actor = daan().granted({str(HERE): FINANCE})
    assert actor.programmes() == [HERE]
    assert actor.roles_on(HERE) == FINANCE
    assert actor.roles_on(THERE) == frozenset()


def test_nobody_approves_what_they_wrote():
    with pytest.raises(Problem) as refusal:
        daan().not_by("daan", "wrote it")
    assert refusal.value.kind == "four-eyes"
    daan().not_by("sanne", "wrote it")
