"""Knowledge that one person alone holds stands among the programme's risks."""

from pathlib import Path
from typing import Any
from uuid import UUID

from libs.common import inbox
from libs.common.events import Event
from libs.common.events.transition.knowledge_risks import (
    KnowledgeAtRisk,
    KnowledgeRiskWorsened,
    KnowledgeSecured,
    RiskLevel,
)
from libs.common.ids import new_id
from tests.office import Office, eventually, office
from tests.telling import tell

V1 = "/assessment/v1"


async def heard(o: Office, event: Event) -> None:
    id = await tell(o, event)
    database = o.service("assessment").database
    await eventually(lambda: inbox.has(database, id))


async def test_a_single_point_of_knowledge_is_raised_worsens_and_is_closed(tmp_path: Path) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne = o.as_("sanne")
        made = await sanne.post(f"{V1}/programmes", {"name": "Carve-out", "client": "Veldkamp"})
        topic: dict[str, Any] = {"programme_id": UUID(made["id"]), "vendor_id": None}
        topic |= {"plan_id": new_id(), "topic_code": "t-7", "title": "Month end", "wave": "wave-1"}
        alone: dict[str, Any] = {"criticality": 5, "person": "joke"}
        path = f"{V1}/programmes/{made['id']}/risks"
        at_risk = KnowledgeAtRisk(**topic, **alone, level=RiskLevel.SINGLE, why="only joke")
        await heard(o, at_risk)
        (risk,) = (await sanne.get(path))["items"]
        assert (risk["title"], risk["level"]) == ("t-7, Month end: only joke", "single")
        assert (risk["impact"], risk["expected_value"], risk["state"]) == (None, None, "open")

        worse: dict[str, Any] = {"was": RiskLevel.SINGLE, "level": RiskLevel.LEAVING}
        await heard(o, KnowledgeRiskWorsened(**topic, **alone, **worse, why="joke leaves"))
        (risk,) = (await sanne.get(path))["items"]
        assert (risk["title"], risk["level"]) == ("t-7, Month end: joke leaves", "leaving")

        secured = KnowledgeSecured(**topic, was=RiskLevel.LEAVING, known_by=["ania", "piotr"])
        await heard(o, secured)
        assert (await sanne.get(f"{path}?state=open"))["items"] == []
        (risk,) = (await sanne.get(f"{path}?state=closed"))["items"]
        assert risk["closed_because"] == "ania, piotr know it"

        await heard(o, at_risk)
        assert len((await sanne.get(path))["items"]) == 2
