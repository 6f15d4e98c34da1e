"""Who owes what by when, whose lateness relieves the other side, and what it cost."""
