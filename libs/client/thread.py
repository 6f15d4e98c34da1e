"""What a caller, or several who work hand in hand, have seen happen: so that they read it back."""


class Thread:
    """The last event of each service. Share one between callers who build on each other's deeds."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}

    def note(self, event: str | None) -> None:
        """A `Baton-Event` as it came, `vendor/0197…`."""
        if event:
            service = event.partition("/")[0]
            self._last.pop(service, None)
            self._last[service] = event

    def after(self, service: str) -> str | None:
        """The newest event of another service: what `service` should have heard of by now."""
        others = [event for name, event in self._last.items() if name != service]
        return others[-1] if others else None
