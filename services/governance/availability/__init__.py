"""How much of the agreed time a service could be used, from its outages."""
