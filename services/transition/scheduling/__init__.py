"""The plan as a network: work, calendars, links and constraints in, dates and floats out. Pure."""
