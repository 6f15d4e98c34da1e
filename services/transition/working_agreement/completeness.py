"""What a working agreement must say before it can be signed.

Choices: every part of it is needed, and each is named where it is not there. A matter that no rule
of decision names must have somebody too, so one rule is for `anything`.
"""

from datetime import date

from libs.common.explain import Explain, rule
from services.transition.working_agreement.terms import ANYTHING, AgreementTerms

PARTS = {
    "business_process_manager": "the client's business-process manager",
    "account_manager": "the vendor's account manager",
    "languages": "working languages",
    "decisions": "how decisions are made",
    "feedback": "how feedback is given",
    "escalation": "the ladder of escalation",
    "etiquette": "etiquette",
    "tools": "tools",
    "client_hours": "working hours of the client",
    "vendor_hours": "working hours of the vendor",
}


@rule("agreement_missing", version=1)
def missing_terms(explain: Explain, terms: AgreementTerms, review_on: date | None) -> list[str]:
    """Names of what is not said; none where it can be signed."""
    missing = [named for part, named in PARTS.items() if not getattr(terms, part)]
    for field in ("business_process_manager", "account_manager"):
        manager = getattr(terms, field)
        if manager is not None and manager.deputy is None:
            missing.append(f"a deputy of {PARTS[field]}")
    if terms.decisions and all(each.matter != ANYTHING for each in terms.decisions):
        missing.append("who decides anything else")
    if review_on is None:
        missing.append("a day of review")
    return explain("missing", missing)
