"""What becomes of people: roles and counts, consultation, severance, morale."""
