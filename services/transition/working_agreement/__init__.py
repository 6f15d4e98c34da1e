"""How both sides work together: who decides, in what language, when, and what if not."""
