"""Exports of ticket systems, read into one common form."""
