"""Loads the sample programme through the public APIs; twice is as good as once."""

from pathlib import Path

import httpx
from rich.console import Console

from libs.client.client import Baton
from libs.client.demo import assessment
from libs.client.demo.cast import Cast
from libs.client.demo.keys import KeptKeys
from libs.client.demo.run import load
from libs.client.demo.sample import Sample
from libs.client.demo.stage import Stage
from libs.client.demo.story import Story
from libs.client.demo.tokens import People, Tokens
from libs.client.patience import Patience
from libs.common.settings import Settings

__all__ = ["People", "keys_of", "load_sample", "staged"]
RUN = "sample"
LAST = "baton.governance.scaling_requested.v1"
"What the sample's last act brings about: once it is there, all is."


def staged(
    http: httpx.AsyncClient,
    tokens: Tokens,
    story: Story,
    keys: Path,
    run: str,
    *,
    patience: Patience | None = None,
    rehearse: bool = True,
) -> Stage:
    """A stage for one run over a connection."""
    first = Baton(http, "", patience=patience)
    cast = Cast(first, tokens, KeptKeys(keys), Sample())
    return Stage(run, cast, story, rehearse=rehearse)


def keys_of(settings: Settings, run: str) -> Path:
    return settings.data / "demo" / f"{run}.json"


async def load_sample(http: httpx.AsyncClient, people: People, console: Console) -> str:
    """The programme's id. Shows a bar on a terminal, and nothing elsewhere."""
    story = Story(console, quiet=True)
    stage = staged(http, people, story, keys_of(Settings(), RUN), RUN, rehearse=False)
    with story.being_told():
        await assessment.register(stage)
        if not await _is_there(stage):
            await load(stage)
    return stage.known.programme


async def _is_there(stage: Stage) -> bool:
    if not stage.taken_up:
        return False
    path = f"/console/v1/programmes/{stage.known.programme}/timeline"
    return bool((await stage.person("bram").sees(path, type=LAST))["items"])
