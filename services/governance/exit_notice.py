"""The first day on which a contract can be left, notice given today."""

from datetime import date, timedelta

from libs.common.explain import Explain, rule


@rule("exit_notice", version=1)
def earliest_leave(explain: Explain, given_on: date, notice_days: int) -> date:
    """Notice runs in calendar days, from the day after it is given."""
    return explain("notice given + days of notice", given_on + timedelta(days=notice_days))
