"""Bids over HTTP: sealed until all are opened, late ones refused, replaced ones kept."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from libs.common.events.vendor.bids import BidsOpened, BidSubmitted
from libs.common.money import Money
from services.vendor.sealed_bid import BidContent, canonical
from tests.integration.hearing import hearing
from tests.integration.selection import BIDDING, DEADLINE, LATE, OPENING, V1, Selection, euro
from tests.office import office


def kind(refusal: Any) -> str:
    return str(refusal["type"]).rpartition(":")[2]


async def test_only_the_digest_of_a_bid_is_told(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o, hearing(o, "baton.vendor") as heard:
        s = Selection(o)
        await s.issued()
        bid = await s.bid("Kestrel", "1145400.00")
        (told,) = await heard.of(BidSubmitted)
        assert (str(told.bid_id), told.digest) == (bid["id"], bid["digest"])
        assert not any(b"1145400" in record.value for record in await heard.raw())


async def test_whoever_holds_salt_and_bid_can_check_the_digest(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.issued()
        bid = await s.bid("Kestrel", "1145400.00")
        price = Money.of("1145400.00", "EUR")
        content = BidContent(lot="finance", price=price, answers=bid["answers"], documents=[])
        salted = bytes.fromhex(bid["salt"]) + canonical(content)
        assert sha256(salted).hexdigest() == bid["digest"]


async def test_nobody_of_the_client_reads_a_bid_before_the_opening(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.issued()
        bid = await s.bid("Kestrel", "1145400.00")
        everybody = o.as_("whoever")
        for at in (BIDDING, OPENING):
            for path in (f"bids/{bid['id']}", f"rfps/{s.rfp}/bids"):
                refusal = await everybody.get(f"{V1}/{path}", status=409, baton_date=at)
                assert kind(refusal) == "sealed"
        score = {"bid_id": bid["id"], "criterion": "quality", "score": "80"}
        refusal = await everybody.post(f"{V1}/rfps/{s.rfp}/scores", score, status=409)
        assert kind(refusal) == "sealed"
        assert kind(await s.evaluate(409)) == "sealed"


async def test_a_vendor_reads_its_own_bid_always_and_another_s_never(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.issued()
        mine = await s.bid("Kestrel", "1145400.00")
        theirs = await s.bid("Meridian", "939228.00")
        for _ in range(2):
            ania = s.of("Kestrel")
            assert (await ania.get(f"{V1}/bids/{mine['id']}"))["price"] == euro("1145400.00")
            await ania.get(f"{V1}/bids/{theirs['id']}", status=404)
            listed = (await ania.get(f"{V1}/rfps/{s.rfp}/bids"))["items"]
            assert [bid["id"] for bid in listed] == [mine["id"]]
            if _ == 0:
                await s.opened()


async def test_all_bids_are_opened_at_once(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o, hearing(o, "baton.vendor") as heard:
        s = Selection(o)
        await s.issued()
        await s.bid("Meridian", "939228.00", at=DEADLINE)
        await s.bid("Kestrel", "1145400.00")
        await s.opened()
        (told,) = await heard.of(BidsOpened)
        assert [bid.price.amount for bid in told.bids] == [
            Money.of(n, "EUR").amount for n in (1145400, 939228)
        ]
        listed = (await s.joris.get(f"{V1}/rfps/{s.rfp}/bids"))["items"]
        assert {bid["price"]["amount"] for bid in listed} == {"939228.00", "1145400.00"}
        read = await s.joris.get(f"{V1}/bids/{s.bids['Kestrel']}")
        assert read["answers"] == {"quality": "Two sites."}


async def test_a_bid_at_the_deadline_is_in_time_and_a_second_later_is_late(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.issued()
        await s.bid("Kestrel", "1145400.00", at=DEADLINE)
        assert kind(await s.bid("Meridian", "1.00", at=LATE, status=409)) == "late-bid"
        await s.opened()
        assert kind(await s.bid("Meridian", "1.00", at=BIDDING, status=409)) == "late-bid"


async def test_a_second_bid_replaces_the_first_and_both_were_told(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o, hearing(o, "baton.vendor") as heard:
        s = Selection(o)
        await s.issued()
        first = await s.bid("Kestrel", "1200000.00")
        second = await s.bid("Kestrel", "1145400.00")
        assert second["replaces"] == first["id"]
        told = await heard.of(BidSubmitted, 2)
        assert [event.replaces and str(event.replaces) for event in told] == [None, first["id"]]
        await s.opened()
        (opened,) = (await heard.of(BidsOpened))[0].bids
        assert str(opened.bid_id) == second["id"]
        assert kind(await s.joris.get(f"{V1}/bids/{first['id']}", status=409)) == "sealed"
        assert (await s.of("Kestrel").get(f"{V1}/bids/{first['id']}"))["state"] == "replaced"


UNFIT: list[tuple[dict[str, Any], str]] = [
    ({"lot": "service"}, "/lot"),
    ({"price": {"amount": "1.00", "currency": "USD"}}, "/price/currency"),
    ({"price": euro("0")}, "/price"),
    ({"price": {"amount": 1.5, "currency": "EUR"}}, "/price/amount"),
    ({"answers": {"colour": "red"}}, "/answers/colour"),
    ({"answers": {"quality": "x" * 20_001}}, "/answers/quality"),
    ({"documents": ["nothing"]}, "/documents/0"),
]


async def test_a_bid_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.issued("Kestrel")
        path = f"{V1}/rfps/{s.rfp}/bids"
        for change, field in UNFIT:
            body = {"lot": "finance", "price": euro("1.00")} | change
            refusal = await s.of("Kestrel").post(path, body, status=422, baton_date=BIDDING)
            assert refusal["errors"][0]["field"] == field


async def test_only_an_invited_vendor_bids(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.issued("Kestrel")
        await s.vendor("BayCX")
        await s.bid("BayCX", "1.00", status=404)
        body = {"lot": "finance", "price": euro("1.00")}
        refusal = await s.pieter.post(f"{V1}/rfps/{s.rfp}/bids", body, status=403)
        assert kind(refusal) == "vendors-only"


async def test_the_same_request_again_answers_the_same_bid(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.issued("Kestrel")
        body, path = {"lot": "finance", "price": euro("1.00")}, f"{V1}/rfps/{s.rfp}/bids"
        answers = [
            await s.of("Kestrel").post(path, body, idempotency_key="one", baton_date=BIDDING)
            for _ in range(2)
        ]
        assert answers[0] == answers[1]
