"""Business calendars: which hours count, how much open time passed, when a time is up."""

from libs.common.calendars.calendar import BusinessCalendar, Roll
from libs.common.calendars.errors import (
    CalendarError,
    NeverOpen,
    OutOfReach,
    StillPaused,
    WrongZone,
)
from libs.common.calendars.hours import Hours, Interval, WallTime
from libs.common.calendars.pauses import Pause
from libs.common.calendars.terms import NAIVE, CalendarTerms

__all__ = [
    "NAIVE",
    "BusinessCalendar",
    "CalendarError",
    "CalendarTerms",
    "Hours",
    "Interval",
    "NeverOpen",
    "OutOfReach",
    "Pause",
    "Roll",
    "StillPaused",
    "WallTime",
    "WrongZone",
]
