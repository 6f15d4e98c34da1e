"""What a business calendar refuses, by name."""


class CalendarError(ValueError):
    """The calendar cannot answer. Each kind says why."""


class NeverOpen(CalendarError):
    """No hours in any week and none on any date: no open time will ever come."""


class OutOfReach(CalendarError):
    """The question or its answer lies outside the years a calendar covers."""


class WrongZone(CalendarError):
    """An instant without a zone on a calendar that has one, or the other way round."""


class StillPaused(CalendarError):
    """A pause without an end comes first: nothing is due until it is lifted."""
