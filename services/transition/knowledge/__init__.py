"""What must be known, by whom, on what evidence, and who alone knows it."""
