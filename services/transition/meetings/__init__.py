"""Meetings of both sides: at fair hours, in a rhythm, with minutes, decisions and actions."""
