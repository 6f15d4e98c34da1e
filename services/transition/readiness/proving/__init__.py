"""One decision of a gate, held to what the journal told before it."""
