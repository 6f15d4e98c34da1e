"""Plans by the minute: work and lags in minutes, calendars, constraints, baselines, simulations.

A task's dates are computed from its facts and are not kept any more: as they were, they become the
plan's first baseline.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from libs.common.db.columns import Instant
from libs.common.ids import new_id
from services.transition.plan.clock import office_calendar

revision = "8e91f87a1e4e"
down_revision = "7451dca3396d"
branch_labels = None
depends_on = None
DAY = 480
OPENING, CLOSING = time(9), time(17)


def upgrade() -> None:
    _new_tables()
    _new_columns()
    _convert()
    _old_columns()


def _new_tables() -> None:
    op.create_table(
        "baseline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("finishes_on", sa.Date(), nullable=False),
        sa.Column("calendar", sa.String(), nullable=False),
        sa.Column("calendars", sa.JSON(), nullable=False),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline")),
    )
    with op.batch_alter_table("baseline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_baseline_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_baseline_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_baseline_tenant"), ["tenant"], unique=False)

    op.create_table(
        "simulation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("vendor_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("forecast", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulation")),
    )
    with op.batch_alter_table("simulation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_simulation_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_simulation_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_simulation_revision"), ["revision"], unique=False)
        batch_op.create_index(batch_op.f("ix_simulation_tenant"), ["tenant"], unique=False)


def _new_columns() -> None:
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.add_column(sa.Column("as_of", Instant(), nullable=True))

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("starts_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("calendar", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("calendars", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("resources", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("minutes_per_day", sa.Integer(), nullable=False, server_default="480")
        )
        batch_op.add_column(
            sa.Column("currency", sa.String(), nullable=False, server_default="EUR")
        )
        batch_op.add_column(
            sa.Column("slack", sa.String(length=32), nullable=False, server_default="logic")
        )
        batch_op.add_column(sa.Column("revision", sa.Uuid(), nullable=True))

    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("position", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("parent", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("minutes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("elapsed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("calendar", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("constraint", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("deadline", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("responsibilities", sa.JSON(), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("demands", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("optimistic", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("pessimistic", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("budget", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("note", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("uid", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("started_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("finished_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("percent", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("actual_cost", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("reported_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("told", sa.JSON(), nullable=False, server_default="{}"))

    with op.batch_alter_table("wave", schema=None) as batch_op:
        batch_op.add_column(sa.Column("live_task", sa.String(), nullable=True))


def _convert() -> None:
    bind = op.get_bind()
    claim = _table("claim", "id", as_of=Instant(), reported_at=Instant())
    bind.execute(sa.update(claim).values(as_of=claim.c.reported_at))
    for plan in bind.execute(sa.select(*PLAN.c)).all():
        of_plan = sa.select(*TASK.c).where(TASK.c.plan_id == plan.id)
        tasks = bind.execute(of_plan.order_by(TASK.c.id)).all()
        converted = [_converted(task, place) for place, task in enumerate(tasks)]
        for task, changed in zip(tasks, converted, strict=True):
            _convert_task(bind, task, changed)
        _convert_plan(bind, plan)
        _take_baseline(bind, plan, zip(tasks, converted, strict=True))


def _convert_plan(bind: sa.Connection, plan: Any) -> None:
    calendar = office_calendar(plan.country)
    changed = {
        "starts_at": _midnight(plan.starts_on),
        "calendar": calendar.code,
        "calendars": [calendar.model_dump(mode="json")],
        "revision": new_id(),
    }
    bind.execute(sa.update(PLAN).where(PLAN.c.id == plan.id).values(changed))


def _converted(task: Any, position: int) -> dict[str, Any]:
    constraint = task.not_before and {"kind": "SNET", "at": _midnight(task.not_before).isoformat()}
    return {
        "position": position,
        "minutes": task.days * DAY,
        "predecessors": [
            {**link, "lag": link["lag"] * DAY, "elapsed": False} for link in task.predecessors
        ],
        "constraint": constraint,
        "deadline": task.finish_by and _midnight(task.finish_by) + timedelta(days=1),
    }


def _convert_task(bind: sa.Connection, task: Any, changed: dict[str, Any]) -> None:
    values = {**changed, "constraint": changed["constraint"] or sa.null()}
    bind.execute(sa.update(TASK).where(TASK.c.id == task.id).values(values))
    if task.live:
        mine = (WAVE.c.plan_id == task.plan_id, WAVE.c.code == task.wave)
        bind.execute(sa.update(WAVE).where(*mine).values(live_task=task.code))


def _take_baseline(bind: sa.Connection, plan: Any, tasks: Iterable[Any]) -> None:
    """The dates as they were, from opening to closing time; of a plan without dates, none."""
    agreed = [_agreed(task, changed) for task, changed in tasks if task.early_finish is not None]
    if not agreed:
        return
    calendar = office_calendar(plan.country)
    kept = {
        **{name: getattr(plan, name) for name in ("tenant", "programme_id", "vendor_id")},
        "id": new_id(),
        "plan_id": plan.id,
        "number": 1,
        "title": "As planned in days",
        "reason": "Plans went from days to minutes",
        "taken_at": datetime.now(UTC),
        "taken_by": "baton",
        "starts_at": _midnight(plan.starts_on),
        "finishes_on": plan.finishes_on,
        "calendar": calendar.code,
        "calendars": [calendar.model_dump(mode="json")],
        "tasks": agreed,
    }
    bind.execute(sa.insert(BASELINE).values(kept))


def _agreed(task: Any, changed: dict[str, Any]) -> dict[str, Any]:
    """A milestone is reached when the day closes."""
    finish = datetime.combine(task.early_finish, CLOSING)
    start = datetime.combine(task.early_start, OPENING) if task.days else finish
    names = ("code", "title", "wave", "milestone", "live")
    deadline = changed["deadline"]
    planned = {
        **{name: getattr(task, name) for name in names},
        **{name: changed[name] for name in ("minutes", "predecessors", "constraint")},
        "deadline": deadline and deadline.isoformat(),
    }
    return {
        "task": planned,
        "start": start.isoformat(),
        "finish": finish.isoformat(),
        "driven_by": task.driven_by,
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time())


def _old_columns() -> None:
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.alter_column("as_of", existing_type=Instant(), nullable=False)
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.alter_column("starts_at", existing_type=sa.DateTime(), nullable=False)
        batch_op.alter_column("calendar", existing_type=sa.String(), nullable=False)
        batch_op.alter_column("calendars", existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column("revision", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("starts_on")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index("ix_task_plan_code", ["plan_id", "code"], unique=True)
        for name in COMPUTED:
            batch_op.drop_column(name)


def _table(name: str, *ids: str, **columns: Any) -> sa.TableClause:
    keys = [sa.column(id, sa.Uuid()) for id in ids]
    return sa.table(name, *keys, *(sa.column(n, kind) for n, kind in columns.items()))


PLAN = _table(
    "plan",
    "id",
    "revision",
    "programme_id",
    "vendor_id",
    tenant=sa.String(),
    finishes_on=sa.Date(),
    country=sa.String(),
    starts_on=sa.Date(),
    starts_at=sa.DateTime(),
    calendar=sa.String(),
    calendars=sa.JSON(),
)
TASK = _table(
    "task",
    "id",
    "plan_id",
    code=sa.String(),
    title=sa.String(),
    wave=sa.String(),
    milestone=sa.String(),
    early_start=sa.Date(),
    early_finish=sa.Date(),
    driven_by=sa.String(),
    live=sa.Boolean(),
    days=sa.Integer(),
    not_before=sa.Date(),
    finish_by=sa.Date(),
    predecessors=sa.JSON(),
    position=sa.Integer(),
    minutes=sa.Integer(),
    constraint=sa.JSON(),
    deadline=sa.DateTime(),
)
BASELINE = _table(
    "baseline",
    *("id", "programme_id", "vendor_id", "plan_id"),
    tenant=sa.String(),
    number=sa.Integer(),
    title=sa.String(),
    reason=sa.String(),
    taken_at=Instant(),
    taken_by=sa.String(),
    starts_at=sa.DateTime(),
    finishes_on=sa.Date(),
    calendar=sa.String(),
    calendars=sa.JSON(),
    tasks=sa.JSON(),
)
WAVE = _table("wave", "plan_id", code=sa.String(), live_task=sa.String())
COMPUTED = (
    *("free_float", "total_float", "early_start", "early_finish", "late_start", "late_finish"),
    *("critical", "driven_by", "not_before", "finish_by", "days"),
)
