"""Elements as text."""

from services.transition.exchange.mspdi.text import escaped


def element(name: str, *children: str) -> str:
    """On a line of its own; nothing at all without children."""
    return f"\n<{name}>{''.join(children)}</{name}>" if children else ""


def values(*pairs: tuple[str, str | int | None]) -> str:
    """Leaves in the order given, without those that are None."""
    return "".join(
        f"<{name}>{escaped(value) if isinstance(value, str) else value}</{name}>"
        for name, value in pairs
        if value is not None
    )


def flag(is_so: bool) -> int:
    return 1 if is_so else 0
