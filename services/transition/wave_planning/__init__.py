"""Which processes go live together, and when. Pure."""
