"""Each side keeps its own people."""

from libs.common.auth.actor import Actor
from libs.common.events.transition.party import Party
from libs.common.problems import forbidden
from services.transition.plan.items import party


def must_be_of(side: Party, actor: Actor, what: str) -> None:
    """Refuses (403) whoever is of the other side."""
    if party(actor) is not side:
        raise forbidden(
            f"{what} is of the {side}'s side: {actor.name} is not.",
            kind="other-side",
            do=f"Ask the {side} to do it.",
        )
