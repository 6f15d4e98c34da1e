"""Pilots: what a sample of the work shows, and how sure that is."""
