"""What a vendor may bill for a month, and how its invoice differs from that."""
