"""The `baton` command."""

import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError

from libs.common.settings import SERVICES, Settings
from libs.common.unusable import Unusable

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

YOUNG = 20_000
"Objects made before the collector looks: it would look many times at one batch of events."


def main() -> None:
    """A setting that cannot be used is said in a sentence."""
    gc.set_threshold(YOUNG, 10, 10)
    try:
        _run(sys.argv[1:])
    except ValidationError as wrong:
        _refuse(*map(_sentence, wrong.errors()))
    except Unusable as sentence:
        _refuse(str(sentence), code=1)
    except KeyboardInterrupt:  # before there was anything to stop
        sys.exit(130)
    except OSError as unusable:
        _refuse(f"{unusable.filename or 'A file'}: {unusable.strerror}. Set BATON_DATA.")


def _run(arguments: Sequence[str]) -> None:
    match arguments:
        case ["serve", service] if service in SERVICES:
            _serve(service)
        case ["serve", service, "--with-parent"] if service in SERVICES:
            _serve(service, with_parent=True)
        case _:
            from libs.client.application import app  # noqa: PLC0415 - as in `_serve`

            app()


def _serve(service: str, *, with_parent: bool = False) -> None:
    """Past what reads options: 6 MB of each of the processes that serve a service."""
    from libs.client.serving import run  # noqa: PLC0415 - other commands need not load it

    run([service], Settings(), with_parent=with_parent)


def _sentence(error: "ErrorDetails") -> str:
    name = "BATON_" + "_".join(str(part) for part in error["loc"]).upper()
    return f"{name} cannot be used: {error['msg']}."


def _refuse(*sentences: str, code: int = 2) -> None:
    sys.stderr.writelines(f"{sentence}\n" for sentence in sentences)
    sys.exit(code)


if __name__ == "__main__":
    main()
