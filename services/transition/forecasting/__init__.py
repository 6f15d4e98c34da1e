"""How the plan stands and where it is heading: forecast, earned value, health, changes. Pure."""
