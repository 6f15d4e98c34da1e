"""What `born` processes have loaded before they are asked to be Baton."""

import gc
from importlib import import_module

import libs.client.application
import libs.client.serving  # noqa: F401
from libs.common.settings import SERVICES

for _name in SERVICES:
    import_module(f"services.{_name}.app")
gc.freeze()
