"""Which plans are locked when what is learnt passes on to exits."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects import postgresql

from services.transition.exits.passing_on import locked_with_exits
from services.transition.models import ExitTie, Plan


class Asked:
    """A session that keeps what it is asked."""

    def __init__(self, *answers: list[Any]) -> None:
        self.answers, self.queries = list(answers), []  # type: list[list[Any]], list[Any]

    async def all(self, query: Any) -> list[Any]:
        self.queries.append(query)
        return self.answers.pop(0)


async def test_a_plan_and_the_exits_that_it_takes_over_from_are_locked_at_once_by_id() -> None:
    plan, first = UUID(int=9), UUID(int=3)
    plans = [Plan.model_construct(id=first), Plan.model_construct(id=plan)]
    db: Any = Asked([ExitTie.model_construct(plan_id=first)], plans)
    assert await locked_with_exits(db, plan) is plans[1]
    locking = db.queries[-1].compile(dialect=postgresql.dialect())
    assert str(locking).endswith("ORDER BY plan.id FOR UPDATE")
    assert set(locking.params["id_1"]) == {plan, first}
