"""What every service shares: the session, the events, the edge, the clock."""
