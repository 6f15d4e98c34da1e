"""Why a file as a whole is refused, by name. A single row that cannot be read is a bad row."""


class UnreadableFile(ValueError):
    """Nothing was read. Each kind says why."""


class TooLarge(UnreadableFile):
    """Unpacks to more than the limits allow."""


class NotOneMember(UnreadableFile):
    """An archive without exactly one file to read, or locked."""


class WrongEncoding(UnreadableFile):
    """Not in the encoding that was stated, or in none that is known."""


class MissingColumns(UnreadableFile):
    """The header lacks columns that the mapping names, or says one twice."""


class AmbiguousDates(UnreadableFile):
    """Nothing in the file tells days from months: the mapping has to state it."""


class BrokenQuotes(UnreadableFile):
    """A quote that never closes, or a cell beyond all bounds: lines can no longer be told apart."""


class NotRecords(UnreadableFile):
    """JSON or Parquet that does not have the shape that the mapping states."""
