"""Files as others write them."""

from services.transition.exchange.imported import Imported
from services.transition.exchange.mspdi.read import read_mspdi

NAMESPACE = "http://schemas.microsoft.com/project"


def day(kind: int, *hours: tuple[str, str]) -> str:
    times = "".join(
        f"<WorkingTime><FromTime>{a}:00</FromTime><ToTime>{b}:00</ToTime></WorkingTime>"
        for a, b in hours
    )
    return (
        f"<WeekDay><DayType>{kind}</DayType><DayWorking>{int(bool(hours))}</DayWorking>"
        f"<WorkingTimes>{times}</WorkingTimes></WeekDay>"
    )


def week(*hours: tuple[str, str]) -> str:
    return "".join(day(n, *(hours if 2 <= n <= 6 else ())) for n in range(1, 8))


def calendar(
    uid: int, name: str, days: str, base: int = -1, more: str = "", is_base: int = 1
) -> str:
    return (
        f"<Calendar><UID>{uid}</UID><Name>{name}</Name><IsBaseCalendar>{is_base}</IsBaseCalendar>"
        f"<BaseCalendarUID>{base}</BaseCalendarUID><WeekDays>{days}</WeekDays>{more}</Calendar>"
    )


STANDARD = calendar(1, "Standard", week(("08:00", "12:00"), ("13:00", "17:00")))


def task(uid: int | str, name: str = "", level: int = 1, hours: int = 8, more: str = "") -> str:
    return (
        f"<Task><UID>{uid}</UID><Name>{name or f'Task {uid}'}</Name>"
        f"<OutlineLevel>{level}</OutlineLevel><Duration>PT{hours}H0M0S</Duration>{more}</Task>"
    )


def link(uid: int, kind: int = 1, lag: int = 0, form: int = 7) -> str:
    return (
        f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{form}</LagFormat></PredecessorLink>"
    )


def file(
    *tasks: str,
    calendars: str = STANDARD,
    project: str = "",
    rest: str = "",
    namespace: str = NAMESPACE,
) -> bytes:
    return (
        f'<?xml version="1.0"?><Project xmlns="{namespace}"><Title>Plan</Title>'
        "<StartDate>2026-01-05T08:00:00</StartDate><CurrencyCode>EUR</CurrencyCode>"
        f"<CalendarUID>1</CalendarUID>{project}<Calendars>{calendars}</Calendars>"
        f"<Tasks>{''.join(tasks)}</Tasks>{rest}</Project>"
    ).encode()


def read(*tasks: str, **more: str) -> Imported:
    return read_mspdi(file(*tasks, **more))
