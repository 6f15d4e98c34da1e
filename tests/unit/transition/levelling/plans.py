"""Problems drawn at random, never without a plan: links lead onwards, needs fit capacities."""

from hypothesis import strategies as st

from services.transition.levelling.problem import LevellingProblem, Resource, Task
from services.transition.scheduling.network import Link, LinkKind

spans = st.tuples(st.integers(0, 30), st.integers(1, 5)).map(lambda s: (s[0], s[0] + s[1]))


@st.composite
def problems(draw: st.DrawFn, *, most: int = 12, deadlines: bool = False) -> LevellingProblem:
    resources = tuple(
        Resource(name, draw(st.integers(1, 4)), tuple(draw(st.lists(spans, max_size=2))))
        for name in ("R", "S")
    )
    size = draw(st.integers(1, most))
    tasks = tuple(
        Task(
            code=f"t{n}",
            duration=draw(st.integers(0, 6)),
            needs={
                r.code: draw(st.integers(1, r.capacity)) for r in resources if draw(st.booleans())
            },
            not_before=draw(st.integers(0, 8) | st.just(0)),
            deadline=draw(st.none() | st.integers(1, 30)) if deadlines else None,
        )
        for n in range(size)
    )
    numbers = st.integers(0, size - 1)
    links = tuple(
        Link(
            f"t{min(a, b)}",
            f"t{max(a, b)}",
            draw(st.sampled_from(LinkKind)),
            draw(st.integers(-3, 4)),
        )
        for a, b in draw(st.lists(st.tuples(numbers, numbers), max_size=15))
        if a != b
    )
    return LevellingProblem(tasks, links, resources)
