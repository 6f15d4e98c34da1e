"""MPXJ, another reader and scheduler of plans: the jars that its package brings."""

import os
import shutil
from importlib.metadata import PackageNotFoundError, files


class Unavailable(Exception):
    """It cannot be had on this machine; the message says in one line what is missing."""


def class_path() -> str:
    """Raises `Unavailable`."""
    try:
        found = [str(each.locate()) for each in files("mpxj") or [] if each.suffix == ".jar"]
    except PackageNotFoundError:
        found = []
    if not found or shutil.which("java") is None:
        raise Unavailable("MPXJ needs Java and the development package mpxj")
    return os.pathsep.join(sorted(found))
