"""Tickets: reading their history, the clocks that run on it, and what it says of a service."""
