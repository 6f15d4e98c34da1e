"""What the transition service tells: stages 3 and 4, a file a concept."""
