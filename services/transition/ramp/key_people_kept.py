"""Whether agreements keep the key people until a wave is live.

Choices: of both sides, whoever is marked as a key person and has not left; an agreement keeps them
where it is agreed and lasts until the go-live, or until the day itself where that is over. What
keeps the client's people is the client's: of them it is said whether all are kept, no more, as
vendors see gates.
"""

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule


class KeyPeopleKept(BaseModel):
    model_config = ConfigDict(frozen=True)
    met: bool
    note: str


@rule("key_people_kept", version=1)
def key_people_kept(
    explain: Explain, of_vendor: int, kept_of_vendor: int, client_is_kept: bool | None
) -> KeyPeopleKept:
    """Met where all of the vendor's are kept, and all of the client's if it has any; a side without
    key people stands in nobody's way. Whole people: nothing is rounded. `client_is_kept`: all key
    people of the client; none where it has none."""
    vendor_is_kept = explain("all of the vendor's are kept", kept_of_vendor == of_vendor)
    explain("all of the client's are kept", client_is_kept)
    notes = [f"{kept_of_vendor} of {of_vendor} of the vendor"] if of_vendor else []
    if client_is_kept is not None:
        notes.append(f"{'all' if client_is_kept else 'not all'} of the client")
    return KeyPeopleKept(met=vendor_is_kept and client_is_kept is not False, note="; ".join(notes))
