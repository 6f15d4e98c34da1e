"""An agreement of Utrecht with Chennai, Kraków or San Francisco that leaves nothing out."""

from datetime import UTC, date, datetime
from typing import Any

from libs.common.events.transition.party import Party
from libs.common.ids import new_id
from services.transition.models.agreements import By, WorkingAgreement
from services.transition.working_agreement.terms import AgreementTerms, SideHours

WEEK = ("mon", "tue", "wed", "thu", "fri")
REVIEW = date(2026, 1, 5)
NOW = datetime(2025, 6, 23, 12, tzinfo=UTC)


def hours(tz: str, country: str, opens: str = "09:00", closes: str = "17:00") -> SideHours:
    week = {day: [[opens, closes]] for day in WEEK}
    return SideHours.model_validate({"tz": tz, "country": country, "hours": week})


UTRECHT = hours("Europe/Amsterdam", "NL")
KRAKOW = hours("Europe/Warsaw", "PL", "08:00", "16:00")
CHENNAI = hours("Asia/Kolkata", "IN")
SAN_FRANCISCO = hours("America/Los_Angeles", "US")


def said(**more: Any) -> dict[str, Any]:
    return {
        "business_process_manager": {"name": "joris", "deputy": "amira"},
        "account_manager": {"name": "ania", "deputy": "marek"},
        "languages": [{"language": "English", "level": "B2"}],
        "decisions": [
            {"matter": "anything", "side": "client", "decider": "sanne", "days": 3},
            {
                "matter": "staffing",
                "side": "vendor",
                "decider": "ania",
                "days": 2,
                "silence": "agreed",
            },
        ],
        "feedback": {
            "channel": "weekly call",
            "within_days": 2,
            "manner": "The fact, what it did, what is wished; never before the client's customers",
        },
        "escalation": [
            {"client": "joris", "vendor": "marek", "after_hours": 4},
            {"client": "sanne", "vendor": "ania", "after_hours": 24},
            {"client": "eva", "vendor": "ania", "after_hours": 24, "matters": ["data-breach"]},
        ],
        "etiquette": {
            "greeting": "Good morning, by name",
            "address": "First names",
            "response_hours": 4,
        },
        "tools": [{"purpose": "calls", "tool": "video", "provided_by": "client"}],
        "client_hours": UTRECHT.model_dump(mode="json"),
        "vendor_hours": KRAKOW.model_dump(mode="json"),
        **more,
    }


def terms(**more: Any) -> AgreementTerms:
    return AgreementTerms.model_validate(said(**more))


def by(side: Party, day: str = "2025-06-23") -> By:
    return By(side, "sanne" if side is Party.CLIENT else "ania", date.fromisoformat(day), NOW)


def drafted(**more: Any) -> WorkingAgreement:
    return WorkingAgreement(
        programme_id=new_id(),
        vendor_id=new_id(),
        plan_id=new_id(),
        version=1,
        terms=terms(**more),
        review_on=REVIEW,
        drafted_by="sanne",
        drafted_side=Party.CLIENT,
        drafted_on=date(2025, 6, 20),
        signatures=[],
    )
