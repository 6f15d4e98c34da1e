"""Control charts: what is only noise, and what asks for a cause."""
