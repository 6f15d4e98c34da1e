"""One address before services that run as processes of their own."""
