"""A waiver that expires once its wave is live is somebody's to act on."""

from datetime import date
from pathlib import Path

from libs.common.events.governance import EscalationRaised
from libs.common.events.transition.gate_waivers import WaiverExpired
from libs.common.ids import new_id
from tests.integration.governed import KESTREL, PROGRAMME, V1, governed


def expired(*, live: bool) -> WaiverExpired:
    return WaiverExpired(
        programme_id=PROGRAMME,
        vendor_id=KESTREL,
        plan_id=new_id(),
        gate_id=new_id(),
        wave_id=new_id(),
        wave="wave-3",
        criterion="rollback-rehearsed",
        owner="Yusuf",
        expired_on=date(2026, 3, 31),
        after_go_live=live,
        advice="Extend it, make it good or roll the wave back.",
    )


async def test_a_waiver_escalates_after_go_live_and_only_then(tmp_path: Path) -> None:
    async with governed(tmp_path) as baton:
        await baton.tell(expired(live=False))
        await baton.tell(expired(live=True))
        listed = await baton.sanne.get(f"{V1}/escalations?programme={PROGRAMME}&state=open")
        (raised,) = listed["items"]
        assert raised["cause"] == WaiverExpired.type
        assert "rollback-rehearsed" in raised["subject"]
        assert raised["detail"] == "Extend it, make it good or roll the wave back."
        assert len(await baton.heard(EscalationRaised)) == 1
