"""Stakeholders and what they are told: quadrants, rhythm, dates met or missed."""
