"""A real ticket log in place of the sample's months of one service level."""

from decimal import ROUND_HALF_UP, Decimal

from libs.client.demo.months import TICKETED
from libs.client.demo.stage import Stage
from libs.client.demo.tickets import Day, TicketLog, later

TENTH = Decimal("0.1")
CREDITS_SINCE = 2026
"The year in which the level bears credits: the log's first day is moved there, by whole years."


def measure_by_tickets(stage: Stage, log: TicketLog) -> None:
    """The log's months must come out as this side counts them."""
    if not log.days:
        raise ValueError("No incident of the log was ever resolved: there is nothing to measure.")
    years = CREDITS_SINCE - log.days[0].on.year
    stage.tickets = later(log.days, years)
    stage.numbers.forgo("attainment")
    for month, percent in attained(stage.tickets).items():
        title = f"Ticket log as {TICKETED}, {month}, %"
        stage.numbers.expect(f"tickets {month}", title, str(percent))
    stage.story.log(log, years)


def attained(days: list[Day]) -> dict[str, Decimal]:
    """In per cent by month, half-up to 0.1."""
    met, total = dict[str, int](), dict[str, int]()
    for day in days:
        month = f"{day.on:%Y-%m}"
        met[month] = met.get(month, 0) + day.met
        total[month] = total.get(month, 0) + day.total
    return {
        month: (Decimal(met[month]) * 100 / total[month]).quantize(TENTH, ROUND_HALF_UP)
        for month in total
    }
