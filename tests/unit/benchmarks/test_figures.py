"""Figures: medians of rounds, and ratios within one round."""

from benchmarks.harness import Contest, Scale, Take

THREE = Scale(rounds=3, seconds=0, warm_up=0, events=0)
QUIET = lambda _: None  # noqa: E731


def turns(*takes):
    left = iter(takes)

    async def work():
        return next(left)

    return work


def taken(rate, micros=100.0):
    return Take(events=1000, seconds=1000 / rate, cpu=micros / 1000)


async def held(mine, theirs, scale=THREE):
    contest = Contest("door", "embedded")
    contest.subject("ours", turns(*mine), "plain")
    contest.yardstick("plain", turns(*theirs))
    return await contest.held(scale, QUIET)


async def test_the_first_round_is_not_counted():
    ours, _ = await held([taken(1), *[taken(100)] * 3], [taken(1), *[taken(50)] * 3])
    assert [round(value) for value in ours.values] == [100, 100, 100]


async def test_a_ratio_compares_takes_of_one_round():
    """A round in which the machine was busy slows both alike."""
    mine = [taken(1), taken(400), taken(40), taken(400)]
    theirs = [taken(1), taken(100), taken(10), taken(100)]
    ours, plain = await held(mine, theirs)
    assert ours.times("plain") == 4
    assert plain.yardstick and not plain.against


async def test_what_a_core_carries_follows_from_the_cpu_of_an_event():
    ours, _ = await held([taken(10, micros=50)] * 4, [taken(10, micros=200)] * 4)
    assert round(ours.per_core) == 20_000
    assert [round(times) for times in ours.thrift["plain"]] == [4, 4, 4]
