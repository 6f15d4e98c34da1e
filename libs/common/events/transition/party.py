"""The two sides of a transition."""

from enum import StrEnum


class Party(StrEnum):
    CLIENT = "client"
    VENDOR = "vendor"
