"""A plan in and out of the files that planners use: pure, from bytes to a document and back."""
