"""Who reads which partition of the SQLite log, and how far a group has come.

A position has one holder at most, so two members never hold the same partition. A member that
should give one up does so when it comes back for more, with its work done; the next one takes it
then. Of a member that died, the holdings are freed when its lease runs out. Plain functions on a
connection; the caller brings the transaction, and the time in microseconds since 1970.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from libs.common.bus import Partition
from libs.common.bus.sqlite_records import ends

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS groups (
        name TEXT PRIMARY KEY, generation INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS members (
        id TEXT PRIMARY KEY, group_name TEXT NOT NULL, topics TEXT NOT NULL,
        expires_at INTEGER NOT NULL) STRICT""",
    """CREATE TABLE IF NOT EXISTS positions (
        group_name TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL,
        next_offset INTEGER NOT NULL DEFAULT 0,
        holder TEXT REFERENCES members (id) ON DELETE SET NULL,
        PRIMARY KEY (group_name, topic, partition)) STRICT""",
)


@dataclass(frozen=True, slots=True)
class Member:
    id: str
    group: str
    topics: tuple[str, ...]
    lease: int
    """Microseconds a member may be silent before the others take its partitions."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What a member holds as of a generation of its group, with the committed positions."""

    generation: int
    positions: Mapping[Partition, int]
    gained: frozenset[Partition]


def deal(
    partitions: Iterable[Partition], members: Mapping[str, Collection[str]]
) -> dict[Partition, str]:
    """Each partition to one of the members that want its topic, in turn: all compute the same."""
    wanted = set().union(*members.values())
    dealt = {}
    for turn, partition in enumerate(sorted(p for p in partitions if p.topic in wanted)):
        able = sorted(name for name, topics in members.items() if partition.topic in topics)
        dealt[partition] = able[turn % len(able)]
    return dealt


def renew(db: sqlite3.Connection, me: Member, now: int) -> None:
    """Lengthens the lease, joins where not a member (any more), ends the leases that ran out."""
    expiry = now + me.lease
    known = db.execute("UPDATE members SET expires_at = ? WHERE id = ?", (expiry, me.id)).rowcount
    if not known:
        row = (me.id, me.group, json.dumps(me.topics), expiry)
        db.execute("INSERT INTO members VALUES (?, ?, ?, ?)", row)
    lost = db.execute(
        "DELETE FROM members WHERE group_name = ? AND expires_at <= ?", (me.group, now)
    ).rowcount
    if lost or not known:
        _next_generation(db, me.group)


def settle(db: sqlite3.Connection, me: Member, now: int) -> Holding:
    """Gives up what is another's by now, and takes what is this member's and free."""
    renew(db, me, now)
    mine = _share(db, me)
    before = committed(db, me)
    _release(db, me, before.keys() - mine)
    _claim(db, me, mine - before.keys())
    after = committed(db, me)
    return Holding(_generation(db, me.group), after, frozenset(after.keys() - before.keys()))


def leave(db: sqlite3.Connection, me: Member) -> None:
    if db.execute("DELETE FROM members WHERE id = ?", [me.id]).rowcount:
        _next_generation(db, me.group)


def unsettled(db: sqlite3.Connection, me: Member, generation: int, now: int) -> bool:
    """Whether the group changed since `generation`, or should because a lease ran out."""
    (expired,) = db.execute(
        "SELECT EXISTS (SELECT 1 FROM members WHERE group_name = ? AND expires_at <= ?)",
        (me.group, now),
    ).fetchone()
    return bool(expired) or _generation(db, me.group) != generation


def commit(db: sqlite3.Connection, me: Member, positions: Mapping[Partition, int]) -> None:
    """Skips what this member does not hold: its new holder goes by what was stored before."""
    db.executemany(
        "UPDATE positions SET next_offset = ?"
        " WHERE group_name = ? AND topic = ? AND partition = ? AND holder = ?",
        [(offset, me.group, *partition, me.id) for partition, offset in positions.items()],
    )


def committed(db: sqlite3.Connection, me: Member) -> dict[Partition, int]:
    """The next offset for the group, for each partition this member holds."""
    rows = db.execute(
        "SELECT topic, partition, next_offset FROM positions WHERE group_name = ? AND holder = ?",
        (me.group, me.id),
    )
    return {Partition(topic, number): offset for topic, number, offset in rows}


def lag(db: sqlite3.Connection, me: Member) -> dict[Partition, int]:
    end = ends(db, me.topics)
    return {partition: end[partition] - offset for partition, offset in committed(db, me).items()}


def unsettle_all(db: sqlite3.Connection) -> None:
    """For new topics: whoever waits for one finds its partitions at its next fetch."""
    db.execute("UPDATE groups SET generation = generation + 1")


def _share(db: sqlite3.Connection, me: Member) -> set[Partition]:
    rows = db.execute("SELECT id, topics FROM members WHERE group_name = ?", [me.group])
    members = {member: json.loads(topics) for member, topics in rows}
    partitions = ends(db, set().union(*members.values()))
    dealt = deal(partitions, members)
    return {partition for partition, member in dealt.items() if member == me.id}


def _release(db: sqlite3.Connection, me: Member, partitions: Collection[Partition]) -> None:
    db.executemany(
        "UPDATE positions SET holder = NULL"
        " WHERE group_name = ? AND topic = ? AND partition = ? AND holder = ?",
        [(me.group, *partition, me.id) for partition in partitions],
    )
    if partitions:
        _next_generation(db, me.group)


def _claim(db: sqlite3.Connection, me: Member, partitions: Collection[Partition]) -> None:
    db.executemany(
        "INSERT INTO positions (group_name, topic, partition, holder) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET holder = excluded.holder WHERE holder IS NULL",
        [(me.group, *partition, me.id) for partition in partitions],
    )


def _generation(db: sqlite3.Connection, group: str) -> int:
    row = db.execute("SELECT generation FROM groups WHERE name = ?", [group]).fetchone()
    return int(row[0]) if row else 0


def _next_generation(db: sqlite3.Connection, group: str) -> None:
    db.execute(
        "INSERT INTO groups VALUES (?, 1) ON CONFLICT DO UPDATE SET generation = generation + 1",
        [group],
    )
