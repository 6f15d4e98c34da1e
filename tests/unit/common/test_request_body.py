"""Reading a body that is too large, or that never comes."""

import pytest
from fastapi import Request
from starlette.types import Message

from libs.common.problems import Problem
from libs.common.request_body import read_body


async def test_a_body_announced_above_the_limit_is_refused_before_it_comes() -> None:
    with pytest.raises(Problem) as refusal:
        await read_body(posted(announced=2000), 1000)
    assert refusal.value.status == 413


async def test_a_caller_that_hangs_up_half_way_is_no_fault_of_ours() -> None:
    with pytest.raises(Problem) as refusal:
        await read_body(posted(announced=10), 1000)
    assert refusal.value.status == 400


def posted(announced: int) -> Request:
    """By somebody who hangs up before the first byte."""

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    headers = [(b"content-length", str(announced).encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)
