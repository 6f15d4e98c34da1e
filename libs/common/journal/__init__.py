"""The journal: events chained by hash, so that nobody rewrites history unseen.

`chain` binds entries, `export` carries them as lines of a file, `verification` judges such a file
without asking anyone. All three are pure: storage, salt and time come from the caller.
"""

from libs.common.journal.chain import (
    SALT_BYTES,
    Disclosure,
    Entry,
    Head,
    Stream,
    content_of,
    digest_of,
    entry_after,
    event_id_of,
    genesis,
    link,
    parts_of,
    timestamp,
)
from libs.common.journal.export import (
    Header,
    Trailer,
    entry_line,
    export_lines,
    header_line,
    read_head,
    read_header,
    read_line,
    trailer_line,
)
from libs.common.journal.fields import Malformed
from libs.common.journal.verdict import Finding, Kind, Verdict
from libs.common.journal.verification import verify

__all__ = [
    "SALT_BYTES",
    "Disclosure",
    "Entry",
    "Finding",
    "Head",
    "Header",
    "Kind",
    "Malformed",
    "Stream",
    "Trailer",
    "Verdict",
    "content_of",
    "digest_of",
    "entry_after",
    "entry_line",
    "event_id_of",
    "export_lines",
    "genesis",
    "header_line",
    "link",
    "parts_of",
    "read_head",
    "read_header",
    "read_line",
    "timestamp",
    "trailer_line",
    "verify",
]
