"""Which version of a regime a month is computed by: the one then valid, whatever came later."""

from collections.abc import Sequence

from libs.common.problems import refused
from services.governance.regimes.regime import Regime


def in_force(versions: Sequence[Regime], month: str) -> Regime:
    """The latest that is valid on the month's first day. Refuses where there is none yet, and
    versions that are not of one regime, or of one number and not the same."""
    if len({each.regime for each in versions}) > 1:
        raise refused("other-regime", "These are versions of more than one regime.")
    by_number = {each.version: each for each in versions}
    if any(by_number[each.version] != each for each in versions):
        raise refused("version-twice", "Two versions have one number and are not the same.")
    begun = [each for each in versions if each.valid_from.isoformat() <= f"{month}-01"]
    if not begun:
        raise refused("no-regime-yet", f"No version of the regime is valid in {month}.")
    return max(begun, key=lambda each: (each.valid_from, each.version))
