"""What keeps a process from starting until somebody sets it right."""


class Unusable(Exception):
    """Said in one sentence that names what to do, without a stack trace; exit code 1."""
