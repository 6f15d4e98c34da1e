"""What a log of tickets says of a service."""
