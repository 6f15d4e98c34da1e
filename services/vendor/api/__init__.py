"""The routes of stage 2 and of the vendors' door, a file a concept."""

from services.vendor.api import (
    amendments,
    bids,
    contracts,
    door,
    evaluations,
    judging,
    keys,
    preconditions,
    receipts,
    rfps,
    tokens,
    vendors,
)

ROUTERS = [
    door.router,
    vendors.router,
    rfps.router,
    bids.router,
    judging.router,
    evaluations.router,
    contracts.router,
    preconditions.router,
    amendments.router,
    keys.router,
    tokens.exchange,
    tokens.router,
    receipts.router,
]
