"""Roll-out: waves go live one after another, settle, are handed over, or go back."""
