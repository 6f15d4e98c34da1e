"""The state of stage 2: vendors, RFPs, bids, evaluations, contracts, and the door."""

from services.vendor.models.api_key import ApiKey
from services.vendor.models.base import Base
from services.vendor.models.bids import Bid, BidState, DueDiligence, Score
from services.vendor.models.contracts import Amendment, Contract, Precondition, SignState
from services.vendor.models.door import Receipt, ReceiptState
from services.vendor.models.evaluations import Evaluation
from services.vendor.models.rfps import Invitation, Rfp, RfpState
from services.vendor.models.vendors import Certificate, Vendor

__all__ = [
    "Amendment",
    "ApiKey",
    "Base",
    "Bid",
    "BidState",
    "Certificate",
    "Contract",
    "DueDiligence",
    "Evaluation",
    "Invitation",
    "Precondition",
    "Receipt",
    "ReceiptState",
    "Rfp",
    "RfpState",
    "Score",
    "SignState",
    "Vendor",
]
