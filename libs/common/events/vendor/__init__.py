"""What the vendor service tells: stage 2, and what vendors report through the door."""
