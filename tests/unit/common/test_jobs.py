"""What a job declares and tells, before it meets a database."""

import math
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, OperationalError

from libs.common.jobs import Job, Jobs, State
from libs.common.jobs.faults import told_to_people
from libs.common.jobs.job import Progress
from libs.common.jobs.leases import LEASE, RENEW
from libs.common.jobs.plain import plain, sentence
from libs.common.jobs.runner import BEAT, RESTS
from libs.common.problems import refused


def test_two_kinds_of_the_same_name_are_a_mistake() -> None:
    jobs = Jobs()

    @jobs("copy")
    async def one(job: Job) -> None: ...

    with pytest.raises(ValueError, match="copy"):
        jobs("copy")(one)


@given(st.floats())
@example(math.nan)
def test_the_share_told_is_one_of_the_whole(share: float) -> None:
    assert 0 <= Progress(share).as_stored()["share"] <= 1


def test_a_bound_without_end_is_not_known_yet() -> None:
    told = Progress(0.5, details={"bound": math.inf, "gap": math.nan, "best": 12}).as_stored()
    assert told["details"] == {"bound": None, "gap": None, "best": 12}


def test_money_dates_and_ids_go_as_text() -> None:
    id = UUID(int=1)
    assert plain({"fee": Decimal("12.50"), "id": id}) == {"fee": "12.50", "id": str(id)}


def test_a_message_is_cut_and_free_of_what_no_database_takes() -> None:
    assert sentence("a\0b") == "ab"
    assert len(sentence("x" * 2000)) == 500


def test_only_three_states_are_the_end() -> None:
    assert {s for s in State if s.ended} == {State.DONE, State.FAILED, State.CANCELLED}


def test_a_problem_reaches_people_as_it_is() -> None:
    problem = refused("no-plan", "There is no plan.")
    assert told_to_people(problem) is problem


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (IntegrityError("", {}, Exception()), "changed-meanwhile"),
        (OperationalError("", {}, Exception()), "unavailable"),
        (KeyError("a secret"), "unexpected"),
    ],
)
def test_other_faults_are_told_by_what_they_mean(fault: Exception, kind: str) -> None:
    told = told_to_people(fault)
    assert told.kind == kind
    assert "secret" not in told.detail


def test_a_lease_outlasts_the_beats_and_the_tries_within_it() -> None:
    assert RENEW.total_seconds() > sum(RESTS) > BEAT
    assert LEASE > RENEW
