"""The way out: how long it would take today, and what it would have to carry."""
