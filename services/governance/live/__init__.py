"""Where the running month stands, and where it will end."""
