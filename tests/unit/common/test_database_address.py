"""An address of a database that cannot be used."""

import pytest

from libs.common.db.engine import WANTED, make_engine
from libs.common.unusable import Unusable

WRONG = [
    "rubbish",
    "postgresql://baton:secret@host/baton_vendor",
    "postgresql+asyncpg://baton:secret@host:port/baton_vendor",
    "mysql://baton:secret@host/baton",
]


@pytest.mark.parametrize("address", WRONG)
def test_it_is_refused_in_a_sentence_that_repeats_no_password(address: str) -> None:
    with pytest.raises(Unusable) as refusal:
        make_engine(address)
    assert str(refusal.value) == WANTED
