"""Each thing goes where its table says, from every state by every step, and nowhere else."""

from enum import StrEnum

import pytest

from libs.client.commands.life_cycles import told as load
from libs.common.life_cycle import CYCLES
from libs.common.problems import Problem
from tests.unit.transition.lives import LIVES, told

load()
OF_TRANSITION = {
    name: cycle
    for name, cycle in CYCLES.items()
    if type(cycle.steps[0]).__module__.startswith("services.transition.")
}
EVERY = [
    (name, state, step)
    for name, cycle in sorted(OF_TRANSITION.items())
    if name in LIVES
    for state in cycle
    for step in cycle.steps
]


def test_each_life_cycle_is_tried_on_its_model() -> None:
    assert sorted(LIVES) == sorted(OF_TRANSITION)


@pytest.mark.parametrize(("name", "state", "step"), EVERY)
def test_a_step_leads_where_the_table_says_or_is_refused_by_the_name_that_it_lists(
    name: str, state: StrEnum, step: StrEnum
) -> None:
    cycle, life = OF_TRANSITION[name], LIVES[name]
    thing = life.at(state)
    assert life.state(thing) is state
    if step in cycle[state]:
        told(life.take[step](thing))
        assert life.state(thing) in cycle[state][step]
        return
    if step in life.quiet:
        assert told(life.take[step](thing)) == []
    else:
        with pytest.raises(Problem) as refused:
            told(life.take[step](thing))
        assert (refused.value.status, refused.value.kind) == (409, cycle.kind(state))
    assert life.state(thing) is state
