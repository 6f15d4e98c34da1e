"""The small parts of the demo: figures, kept keys, tokens, and a log in place of months."""

import json
import stat
from datetime import date
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from libs.client.client import Baton
from libs.client.demo.cast import Cast
from libs.client.demo.day_rate import fees_of
from libs.client.demo.keys import KeptKeys
from libs.client.demo.measured import attained
from libs.client.demo.months import closing_day
from libs.client.demo.numbers import Numbers
from libs.client.demo.proof import Decision
from libs.client.demo.run import Outcome
from libs.client.demo.sample import Sample
from libs.client.demo.stage import Stage
from libs.client.demo.story import Story
from libs.client.demo.tickets import Day
from libs.client.demo.tokens import People, subject, tokens_in
from libs.client.demo.waiting import until
from libs.client.demo.words import amount, money
from libs.common.auth.development import DevelopmentIssuer
from libs.common.settings import Settings


def test_numbers_are_compared_as_numbers_and_words_as_words() -> None:
    numbers = Numbers([{"code": c, "title": c, "value": v} for c, v in (("a", "55"), ("b", "GO"))])
    numbers.found("a", "55.00")
    numbers.found("b", "NO-GO")
    assert [figure.code for figure in numbers.differing] == ["b"]


def test_a_number_that_never_came_out_differs() -> None:
    numbers = Numbers([{"code": "a", "title": "a", "value": "1"}])
    assert [figure.system for figure in numbers.differing] == [None]


def test_a_run_may_forgo_a_figure_and_expect_another() -> None:
    numbers = Numbers([{"code": "a", "title": "a", "value": "1"}])
    numbers.forgo("a")
    numbers.expect("b", "b", "2")
    numbers.found("b", 2)
    assert [figure.equal for figure in numbers.figures] == [True]


@pytest.mark.parametrize("same", [True, False])
def test_a_run_succeeds_only_where_each_gate_decision_follows_from_the_journal(same: bool) -> None:
    decision = Decision("wave-1", "2025-09-12", "GO", same, (), () if same else ("answers",))
    outcome = Outcome("a", "p", 1, [], [], [decision], [])
    assert (outcome.succeeded, outcome.as_json()["decisions"][0]["same"]) == (same, same)


def test_a_year_of_fees_takes_every_line_of_the_price() -> None:
    by_unit = {"unit_price": {"amount": "3.90"}, "annual_volume": 186_000}
    by_month = {"unit_price": None, "monthly_fee": {"amount": "35000.00"}}
    assert fees_of([by_unit, by_month]) == Decimal("1145400.00")


def test_keys_are_kept_for_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "demo" / "run.json"
    KeptKeys(file).keep("v1", "secret")
    assert KeptKeys(file).of("v1") == "secret"
    assert KeptKeys(file).of("v2") is None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_everybody_of_the_sample_has_a_token_under_their_own_name(tmp_path: Path) -> None:
    people = People(DevelopmentIssuer(Settings(data=tmp_path)))
    assert subject(people.of("sanne")) == "sanne"
    assert len(people.tokens()) == len(Sample().people) == 10


def test_a_file_of_tokens_must_have_everybody(tmp_path: Path) -> None:
    file = tmp_path / "tokens.json"
    everybody = {person["id"]: "t" for person in Sample().people}
    file.write_text(json.dumps(everybody))
    assert tokens_in(file, Sample()).of("bram") == "t"
    file.write_text(json.dumps({**everybody} | {"x": 1}).replace('"bram"', '"brad"'))
    with pytest.raises(ValueError, match="no token for bram"):
        tokens_in(file, Sample())
    file.write_text("[1")
    with pytest.raises(ValueError, match="is not JSON"):
        tokens_in(file, Sample())
    file.write_text("[]")
    with pytest.raises(ValueError, match="one JSON object"):
        tokens_in(file, Sample())


async def test_a_reaction_is_waited_for_until_it_is_there() -> None:
    answers = iter([None, None, 0])

    async def check() -> int | None:
        return next(answers)

    assert await until(check, "a number") == 0


async def test_a_reaction_that_never_comes_is_named() -> None:
    async def check() -> None:
        return None

    with pytest.raises(TimeoutError, match="the plan"):
        await until(check, "the plan", within=0)


def test_amounts_are_written_for_people() -> None:
    assert money({"amount": "95450.00", "currency": "EUR"}) == "95,450.00 EUR"
    assert amount("5727.000000") == "5,727.00"


def test_a_month_is_attained_over_all_its_days() -> None:
    days = [Day(date(2026, 2, 1), 1, 2), Day(date(2026, 2, 2), 2, 2), Day(date(2026, 3, 1), 1, 3)]
    assert attained(days) == {"2026-02": Decimal("75.0"), "2026-03": Decimal("33.3")}


def test_a_month_is_closed_on_the_fifth_of_the_next() -> None:
    assert closing_day("2026-02") == "2026-03-05"
    assert closing_day("2025-12") == "2026-01-05"


def test_the_sample_has_forty_six_topics_and_weights_that_total_a_hundred() -> None:
    sample = Sample()
    topics = sample.knowledge["topics"]
    assert len({topic["code"] for topic in topics}) == len(topics) == 46
    assert sum(int(c["weight"]) for c in sample.selection["rfp"]["criteria"]) == 100


def test_february_of_the_sample_is_93_1_per_cent() -> None:
    met, total = Sample().operations["months"]["2026-02"]["invoices-3-days"]
    assert (Decimal(met) * 100 / total).quantize(Decimal("0.1")) == Decimal("93.1")


def begun(tmp_path: Path) -> Stage:
    people = People(DevelopmentIssuer(Settings(data=tmp_path)))
    nobody = Baton(httpx.AsyncClient(), "")
    cast = Cast(nobody, people, KeptKeys(tmp_path / "keys.json"), Sample())
    stage = Stage("run", cast, Story(Console(quiet=True), quiet=True))
    stage.numbers = Numbers([{"code": "a", "title": "a", "value": "1"}])
    return stage


def test_a_run_that_is_taken_up_forgoes_what_it_can_no_longer_see(
    tmp_path: Path,
) -> None:
    stage = begun(tmp_path)
    stage.done(repeated=True)
    stage.found_on_its_day("a", "2")
    assert stage.numbers.figures == []


def test_a_deed_repeated_after_a_server_went_away_takes_nothing_from_a_run(
    tmp_path: Path,
) -> None:
    stage = begun(tmp_path)
    stage.done(repeated=False)
    stage.done(repeated=True)
    stage.found_on_its_day("a", "1")
    assert [figure.equal for figure in stage.numbers.figures] == [True]
