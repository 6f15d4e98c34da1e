"""The sample programme, played over HTTP: an act a file."""
