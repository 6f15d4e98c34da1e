"""Drafting, editing, issuing and opening an RFP over HTTP."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from libs.common.events.assessment import BusinessCaseApproved, ScopeItem
from libs.common.events.vendor.bids import RfpIssued
from libs.common.money import Money
from tests.integration.hearing import hearing
from tests.integration.selection import BEFORE, BIDDING, CRITERIA, OPENING, V1, Selection
from tests.office import Caller, Office, eventually, office
from tests.telling import tell


def approved_case(programme: str) -> BusinessCaseApproved:
    scope = ScopeItem(process_id=uuid4(), name="Payables", annual_cost=Money.of("1300000", "EUR"))
    return BusinessCaseApproved(
        programme_id=UUID(programme),
        business_case_id=uuid4(),
        scope=[scope],
        baseline=Money.of("6500000", "EUR"),
        steady_state=Money.of("4583000", "EUR"),
        saving_percent="29.5",
        net_present_value=Money.of("1", "EUR"),
        approved_by="daan",
    )


async def put(caller: Caller, path: str, body: Any, **headers: str) -> Any:
    answer = await caller.send("PUT", path, body, **headers)
    return answer.status_code, answer.json(), answer.headers.get("etag")


async def etag(caller: Caller, path: str) -> str:
    return str((await caller.send("GET", path)).headers["etag"])


async def test_an_approved_business_case_opens_a_draft_with_its_scope(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await tell(o, approved_case(s.programme))

        async def drafts() -> Any:
            return (await s.pieter.get(f"{V1}/rfps?programme={s.programme}"))["items"]

        (draft,) = await eventually(drafts)
        assert (draft["state"], draft["title"], draft["currency"]) == ("draft", "Payables", "EUR")
        assert draft["scope"][0]["annual_cost"] == {"amount": "1300000.00", "currency": "EUR"}


async def test_an_edit_needs_the_version_it_was_made_against(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.vendor("Kestrel")
        path = f"{V1}/rfps/{await s.drafted()}"
        first = await etag(s.pieter, path)
        assert (await put(s.pieter, path, s.draft()))[0] == 428
        status, edited, second = await put(s.pieter, path, s.draft(title="New"), if_match=first)
        assert (status, edited["title"]) == (200, "New")
        status, refusal, _ = await put(s.pieter, path, s.draft(title="Old"), if_match=first)
        assert (status, refusal["type"]) == (412, "urn:baton:problem:stale")
        assert (await put(s.pieter, path, s.draft(), if_match=f'"9", {second}'))[0] == 200


UNFIT: list[tuple[dict[str, Any], str]] = [
    ({"invited": [str(uuid4())]}, "/invited/0"),
    ({"deadline": "2025-03-31T17:00:00"}, "/deadline"),
    ({"deadline": "9999-12-31T23:59:59-12:00"}, "/deadline"),
    ({"criteria": [CRITERIA[1], CRITERIA[1]]}, "/"),
    ({"criteria": [CRITERIA[0], CRITERIA[0] | {"code": "cost"}]}, "/"),
    ({"criteria": [CRITERIA[1] | {"weight": "0"}]}, "/criteria/0/weight"),
    ({"criteria": [CRITERIA[1] | {"colour": "red"}]}, "/criteria/0/colour"),
    ({"lots": [{"code": "Lot 1", "title": "One"}]}, "/lots/0/code"),
    ({"knock_outs": {"minimum_technical_score": "60.123"}}, "/knock_outs"),
    ({"title": "  "}, "/title"),
    ({"deadlines": None}, "/deadlines"),
]


async def test_a_draft_that_cannot_be_is_refused(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        for change, field in UNFIT:
            body = {"programme_id": s.programme, **s.draft(), **change}
            refusal = await s.pieter.post(f"{V1}/rfps", body, status=422)
            assert refusal["errors"][0]["field"].startswith(field), change


INCOMPLETE: list[tuple[dict[str, Any], str]] = [
    ({"criteria": CRITERIA[:2]}, "weights-not-100"),
    ({"criteria": []}, "weights-not-100"),
    ({"lots": []}, "not-complete"),
    ({"invited": []}, "not-complete"),
    ({"deadline": None}, "not-complete"),
    ({"deadline": "2025-03-03T08:59:59+01:00"}, "not-complete"),
]


async def test_an_rfp_that_lacks_something_is_not_issued(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.vendor("Kestrel")
        for change, kind in INCOMPLETE:
            path = f"{V1}/rfps/{await s.drafted(**change)}/issue"
            refusal = await s.pieter.post(path, status=409, baton_date=BEFORE)
            assert refusal["type"] == f"urn:baton:problem:{kind}"


async def test_what_was_issued_is_published_with_its_weights_and_stays(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o, hearing(o, "baton.vendor") as heard:
        s = Selection(o)
        path = f"{V1}/rfps/{await s.issued()}"
        (told,) = await heard.of(RfpIssued)
        assert [criterion.weight for criterion in told.criteria] == [40, 35, 25]
        assert [str(vendor) for vendor in told.invited] == list(s.vendors.values())
        status, refusal, _ = await put(
            s.pieter, path, s.draft(), if_match=await etag(s.pieter, path)
        )
        assert (status, refusal["type"]) == (409, "urn:baton:problem:not-draft")
        await s.pieter.post(f"{path}/issue", status=409)


async def test_a_vendor_sees_what_invites_it_once_it_is_issued(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.vendor("Kestrel")
        draft = await s.drafted()
        await s.of("Kestrel").get(f"{V1}/rfps/{draft}", status=404)
        assert (await s.of("Kestrel").get(f"{V1}/rfps"))["items"] == []
        await s.pieter.post(f"{V1}/rfps/{draft}/issue", baton_date=BEFORE)
        await s.vendor("Meridian")
        seen = await s.of("Kestrel").get(f"{V1}/rfps/{draft}")
        assert (seen["invited"], seen["scope"], len(seen["criteria"])) == (None, None, 3)
        assert len((await s.of("Kestrel").get(f"{V1}/rfps"))["items"]) == 1
        await s.of("Meridian").get(f"{V1}/rfps/{draft}", status=404)
        assert (await s.of("Meridian").get(f"{V1}/rfps"))["items"] == []


async def test_only_procurement_of_the_programme_drafts_and_issues(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.vendor("Kestrel")
        rfp = await s.drafted()
        elsewhere = scoped(o, str(uuid4()))
        await elsewhere.post(f"{V1}/rfps/{rfp}/issue", status=403)
        await elsewhere.get(f"{V1}/rfps/{rfp}", status=403)
        assert (await elsewhere.get(f"{V1}/rfps"))["items"] == []
        body = {"programme_id": s.programme, **s.draft()}
        await elsewhere.post(f"{V1}/rfps", body, status=403)
        await s.lotte.post(f"{V1}/rfps/{rfp}/issue", status=403)
        await s.of("Kestrel").post(f"{V1}/rfps/{rfp}/issue", status=403)
        stranger = o.as_("stranger", tenant="elsewhere")
        await stranger.get(f"{V1}/rfps/{rfp}", status=404)
        body = {"programme_id": s.programme, **s.draft()}
        refusal = await stranger.post(f"{V1}/rfps", body, status=422)
        assert refusal["errors"][0]["field"] == "/invited/0"


def scoped(o: Office, programme: str) -> Caller:
    """Procurement on one programme and no other."""
    caller = o.as_("kim")
    token = o.issuer.token("kim", "veldkamp", {programme: ["procurement"]})
    caller.headers["Authorization"] = f"Bearer {token}"
    return caller


async def test_nothing_is_opened_before_the_deadline_nor_twice(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        path = f"{V1}/rfps/{await s.issued()}/open"
        refusal = await s.pieter.post(path, status=409, baton_date=BIDDING)
        assert refusal["type"] == "urn:baton:problem:before-deadline"
        await s.joris.post(path, status=403, baton_date=OPENING)
        assert (await s.pieter.post(path, baton_date=OPENING))["state"] == "opened"
        refusal = await s.pieter.post(path, status=409, baton_date=OPENING)
        assert refusal["type"] == "urn:baton:problem:already-opened"


async def test_nobody_talks_the_clock_past_a_real_deadline(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.vendor("Kestrel")
        rfp = await s.drafted(deadline="2080-01-01T12:00:00Z")
        await s.pieter.post(f"{V1}/rfps/{rfp}/issue")
        path = f"{V1}/rfps/{rfp}/open"
        refusal = await s.pieter.post(path, status=409, baton_date="2080-01-02T12:00:00Z")
        assert refusal["type"] == "urn:baton:problem:in-earnest"
        refusal = await s.pieter.post(path, status=409)
        assert refusal["type"] == "urn:baton:problem:before-deadline"
