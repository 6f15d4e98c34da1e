"""When each task can be done by those who are there: resource-constrained scheduling. Pure."""
