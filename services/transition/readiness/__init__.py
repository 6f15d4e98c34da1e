"""What a wave must show before it goes live: criteria, what measures them, and what it comes to."""
