"""Service levels and what a miss costs, as data that is checked, executed and explained."""
