"""Who holds a partition, on the functions alone: times are made up, in microseconds."""

import sqlite3
from collections.abc import Iterator

import pytest

from libs.common.bus import Partition
from libs.common.bus import sqlite_group as group
from libs.common.bus import sqlite_records as records
from libs.common.bus.sqlite_group import Member, deal

TOPIC = "baton.test"


class TestLeases:
    one = Member("one", "readers", (TOPIC,), 1000)
    two = Member("two", "readers", (TOPIC,), 1000)
    home = Partition(TOPIC, 0)

    @pytest.fixture
    def db(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(":memory:")
        db.execute("PRAGMA foreign_keys=ON")
        for statement in (*records.SCHEMA, *group.SCHEMA):
            db.execute(statement)
        records.create(db, TOPIC, 1)
        yield db
        db.close()

    def test_the_second_member_waits_while_the_first_holds(self, db: sqlite3.Connection) -> None:
        last = Member("zzz", "readers", (TOPIC,), 1000)
        assert group.settle(db, last, 0).gained == {self.home}
        assert group.settle(db, self.one, 999).gained == frozenset()
        assert group.settle(db, last, 999).positions == {}
        assert group.settle(db, self.one, 999).gained == {self.home}

    def test_a_lease_that_ran_out_frees_the_partition(self, db: sqlite3.Connection) -> None:
        generation = group.settle(db, self.one, 0).generation
        assert not group.unsettled(db, self.two, generation, 999)
        assert group.unsettled(db, self.two, generation, 1000)
        assert group.settle(db, self.two, 1000).gained == {self.home}

    def test_a_member_that_slept_through_its_lease_cannot_commit(
        self, db: sqlite3.Connection
    ) -> None:
        group.settle(db, self.one, 0)
        group.settle(db, self.two, 1000)
        group.commit(db, self.one, {self.home: 7})
        assert group.committed(db, self.two) == {self.home: 0}

    def test_it_starts_from_what_is_committed_when_it_gets_the_partition_back(
        self, db: sqlite3.Connection
    ) -> None:
        group.settle(db, self.one, 0)
        group.settle(db, self.two, 1000)
        group.commit(db, self.two, {self.home: 3})
        group.leave(db, self.two)
        again = group.settle(db, self.one, 1500)
        assert again.gained == {self.home}
        assert again.positions == {self.home: 3}

    def test_a_lease_nobody_contested_is_renewed_even_late(self, db: sqlite3.Connection) -> None:
        before = group.settle(db, self.one, 0)
        after = group.settle(db, self.one, 5000)
        assert (after.generation, after.gained) == (before.generation, frozenset())


class TestDealing:
    partitions = tuple(Partition(topic, number) for topic in ("a", "b") for number in range(3))

    def test_partitions_are_dealt_in_turn_over_all_topics(self) -> None:
        dealt = deal(self.partitions, {"two": ["a", "b"], "one": ["a", "b"]})
        assert list(dealt.values()) == ["one", "two"] * 3

    def test_a_topic_goes_only_to_those_who_want_it(self) -> None:
        dealt = deal(self.partitions, {"one": ["a"], "two": ["a", "b"]})
        assert [dealt[partition] for partition in self.partitions[3:]] == ["two"] * 3

    def test_a_topic_nobody_wants_stays(self) -> None:
        assert deal(self.partitions, {"one": ["b"]}).keys() == set(self.partitions[3:])
