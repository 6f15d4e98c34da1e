"""What several concepts count by."""
