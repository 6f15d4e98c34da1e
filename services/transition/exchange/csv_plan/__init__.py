"""The tasks of a plan as a table for spreadsheets: a header, then a row for each task."""

from services.transition.exchange.csv_plan.read import read_csv
from services.transition.exchange.csv_plan.write import write_csv

__all__ = ["read_csv", "write_csv"]
