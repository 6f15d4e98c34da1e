"""Days for which the vendor is relieved count in no month that is closed after they were agreed."""

from datetime import date
from pathlib import Path
from typing import Any

from libs.common.events.transition.party import Party
from libs.common.events.transition.relief import ReliefCorrected, ReliefGranted
from libs.common.ids import new_id
from tests.integration.governed import (
    ACCURACY,
    INVOICES,
    PARTIES,
    V1,
    governed,
    reported,
    tally,
)

RELIEF = new_id()


def granted(version: int, until: int | None, **more: Any) -> ReliefGranted:
    said: dict[str, Any] = {
        "caused_by": Party.CLIENT,
        "relieves": Party.VENDOR,
        "from_on": date(2026, 2, 2),
        "until_on": date(2026, 2, until) if until else None,
        "days": None,
        "cause": "Access revoked",
        "waves": ["wave-1"],
        "service_levels": [INVOICES],
        "agreed_by": "marek",
        "agreed_on": date(2026, 2, 9),
    }
    said |= {"relief_id": RELIEF, "number": 1, "version": version, "plan_id": new_id()}
    lists: dict[str, Any] = {"tasks": [], "milestones": [], "evidence": []}
    return ReliefGranted(**PARTIES, **lists, **(said | more))


def corrected(version: int) -> ReliefCorrected:
    said = granted(version, 4).model_dump(exclude={"contract_id"})
    return ReliefCorrected.model_validate(said | {"reason": "Longer", "corrected_by": "tiago"})


async def test_relieved_days_are_left_out_of_the_month_and_named_on_it(tmp_path: Path) -> None:
    async with governed(tmp_path) as baton:
        bad = [tally(f"2026-02-{day:02}", 0, 100) for day in (3, 4)]
        good = [tally(f"2026-02-{day:02}", 93, 100) for day in range(5, 21)]
        await baton.tell(reported(*bad, *good))
        assert (await baton.month("2026-02"))["relieved_days"] == []
        await baton.tell(granted(1, 3))
        await baton.tell(granted(1, 4))
        days = ["2026-02-03", "2026-02-04"]
        month = await baton.month("2026-02")
        assert (month["relieved_days"], month["percent"]) == (days, "93.0")
        assert (await baton.month("2026-02", ACCURACY))["relieved_days"] == []

        await baton.tell(corrected(2))
        assert (await baton.month("2026-02"))["relieved_days"] == []
        await baton.tell(granted(2, 4))
        await baton.tell(granted(1, None))
        closed = (await baton.close("2026-02"))["closed"]
        assert (closed["relieved_days"], closed["counted"]) == (days, 1600)
        path = f"{await baton.path()}/2026-02/explanation"
        explanation = await baton.sanne.get(path)
        assert explanation["version"] == 2
        assert explanation["steps"][1] == {"label": "cases of those days, left out", "value": 200}
        credit = await baton.sanne.get(f"{V1}/credits/{closed['credit_id']}/explanation")
        assert credit["inputs"]["relieved_days"] == days

        (span,) = await baton.ania.get((await baton.path()).replace("/months", "/relief"))
        assert (span["number"], span["version"], span["until_on"]) == (1, 2, "2026-02-04")
        await baton.tell(corrected(3))
        assert (await baton.month("2026-02"))["closed"]["relieved_days"] == days


async def test_what_relieves_the_client_or_another_wave_leaves_every_day_in(tmp_path: Path) -> None:
    async with governed(tmp_path) as baton:
        turned = {"caused_by": Party.VENDOR, "relieves": Party.CLIENT}
        for more in (turned, {"waves": ["wave-3"], "service_levels": []}):
            await baton.tell(granted(1, 4, relief_id=new_id(), **more))
        assert (await baton.month("2026-02"))["relieved_days"] == []
        await baton.tell(granted(1, None, relief_id=new_id(), service_levels=[]))
        assert len((await baton.month("2026-02", ACCURACY))["relieved_days"]) == 26
        path = (await baton.path()).replace("/months", "/relief")
        await baton.rita.get(path, status=404)
