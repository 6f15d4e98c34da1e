"""What waits for what: over links, summaries and whatever lies between."""

from services.transition.plan.waits import Waits

CODES = ["prepare", "hire", "equip", "other", "train", "wave", "live", "proof", "beside"]
PARENTS = {"hire": "prepare", "equip": "prepare", "live": "wave", "proof": "wave"}
LINKS = [("prepare", "other"), ("other", "train"), ("train", "wave"), ("live", "proof")]
PLAN = Waits(CODES, PARENTS, LINKS)


def test_a_task_waits_for_every_part_of_a_summary_that_its_own_summary_waits_for() -> None:
    assert PLAN.before(["live"]) == ["hire", "equip", "other", "train", "live"]


def test_the_walk_back_is_the_walk_ahead_the_other_way_round() -> None:
    work = [code for code in CODES if not PLAN.is_summary(code)]
    ahead = {(a, b) for a in work for b in PLAN.behind([a])}
    back = {(a, b) for b in work for a in PLAN.before([b])}
    assert ahead == back


def test_what_the_plan_does_not_have_is_waited_for_by_nobody() -> None:
    plan = Waits(["a"], {}, [("gone", "a")])
    assert (plan.before(["a"]), plan.behind(["gone"])) == (["a"], [])
