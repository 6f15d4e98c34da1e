"""The routes of stage 2 and of the vendors' door, a file a concept."""

from services.vendor.api import door, keys, receipts, tokens

ROUTERS = [keys.router, tokens.router, door.router, receipts.router]
