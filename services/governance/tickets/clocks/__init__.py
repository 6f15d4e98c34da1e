"""Histories of tickets as clocks on business calendars."""
