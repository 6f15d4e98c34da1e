"""What the governance service does when others report."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from uuid import UUID

from sqlmodel import col, select

from libs.common.cloudevents import Envelope
from libs.common.db import Db
from libs.common.events.assessment import ProgrammeRegistered
from libs.common.events.transition.relief import ReliefCorrected, ReliefGranted
from libs.common.events.transition.waves import WaveHandedOver, WaveRolledBack, WaveWentLive
from libs.common.events.vendor.contracts import ContractAmended, ContractSigned
from libs.common.events.vendor.measurements import MeasurementsReported
from libs.common.held import Early
from libs.common.outbox import publish
from libs.common.reactions import Reactions, Told
from services.governance.answers import answers
from services.governance.escalating.acts import make_good, react
from services.governance.escalating.causes import CAUSES
from services.governance.escalating.remedies import REMEDIES
from services.governance.handed_over import note_who_runs_it
from services.governance.models import (
    Contract,
    ContractVersion,
    Programme,
    ServiceLevel,
    Source,
)
from services.governance.relief import keep_the_relief, set_the_relief_aside
from services.governance.tallies import Reported, judge, levels_of, record

on = Reactions()


@on(ProgrammeRegistered)
async def know_the_programme(event: ProgrammeRegistered, db: Db) -> None:
    db.add(Programme.registered(event))


@on(ContractSigned)
async def load_service_levels(event: ContractSigned, db: Db) -> None:
    db.add_all([Contract.signed(event), ContractVersion.first(event)])
    db.add_all(ServiceLevel.from_terms(event, terms) for terms in event.service_levels)


@on(ContractAmended)
async def keep_the_new_version(event: ContractAmended, db: Db) -> None:
    await _need_contracts(db, {event.contract_id})
    db.add(ContractVersion.amended(event))


@on(WaveWentLive)
async def start_baselining(event: WaveWentLive, db: Db) -> None:
    for level in await _levels_of_wave(db, event.contract_id, event.wave):
        level.goes_live(event.live_on)


@on(WaveRolledBack)
async def put_back_to_planned(event: WaveRolledBack, db: Db) -> None:
    for level in await _levels_of_wave(db, event.contract_id, event.wave):
        level.is_rolled_back(event.rolled_back_on)
    await make_good(event, db)


on(WaveHandedOver)(note_who_runs_it)
on(ReliefGranted)(keep_the_relief)
on(ReliefCorrected)(set_the_relief_aside)


@on.many(MeasurementsReported)
async def record_measurements(told: Sequence[Told[MeasurementsReported]], db: Db) -> None:
    contracts = {one.event.contract_id for one in told}
    await _need_contracts(db, contracts)
    levels = await levels_of(db, contracts)
    reports = [judge(_tallies(one), levels) for one in told]
    await record(db, chain.from_iterable(reports), levels)
    for one, report in zip(told, reports, strict=True):
        await _enter(db, one.envelope)
        publish(db, answers(report))


async def _enter(db: Db, envelope: Envelope) -> None:
    """Who and, in a rehearsal, when are those of each report, however many come at once."""
    now = envelope.time if envelope.stated else db.now
    if (now, envelope.actor) != (db.now, db.scope.actor):
        await db.enter(replace(db.scope, now=now, actor=envelope.actor))


for kind in dict.fromkeys((*CAUSES, *REMEDIES)):
    if kind is not WaveRolledBack:
        on(kind)(react)


def _tallies(told: Told[MeasurementsReported]) -> list[Reported]:
    envelope, event = told.envelope, told.event
    parties = (event.programme_id, event.vendor_id, event.contract_id)
    return [
        Reported(*parties, Source.VENDOR, envelope.time, envelope.id, tally)
        for tally in event.measurements
    ]


async def _levels_of_wave(db: Db, contract_id: UUID, wave: str) -> list[ServiceLevel]:
    await _need_contracts(db, {contract_id})
    query = select(ServiceLevel).where(ServiceLevel.contract_id == contract_id)
    return await db.all(query.where(ServiceLevel.wave == wave).with_for_update())


async def _need_contracts(db: Db, wanted: set[UUID]) -> None:
    known = await db.all(select(Contract.id).where(col(Contract.id).in_(wanted)))
    if missing := wanted - set(known):
        raise Early(f"contract {min(missing)}")
