"""What a schema says of a field is the string below it."""

from libs.common.bodies import View


class Wave(View):
    code: str
    "Short, and unique in its plan."

    name: str

    seats: int
    """How many people work in it.

    Counted when it is live.
    """


class LaterWave(Wave):
    name: str
    "As the board reads it."

    def told(self) -> str:
        "No description of a field."
        return self.name


def described(cls: type[View]) -> dict[str, str | None]:
    shown = cls.model_json_schema()["properties"]
    return {name: one.get("description") for name, one in shown.items()}


def test_a_field_is_described_by_the_string_below_it() -> None:
    assert described(Wave) == {
        "code": "Short, and unique in its plan.",
        "name": None,
        "seats": "How many people work in it.\n\nCounted when it is live.",
    }


def test_a_class_inherits_descriptions_and_may_say_it_anew() -> None:
    assert described(LaterWave) == described(Wave) | {"name": "As the board reads it."}
