from hypothesis import given
from hypothesis import strategies as st

from libs.common.auth.secret_keys import digest, fits, fresh_key, prefix_of


def test_a_fresh_key_shows_its_prefix_and_hides_the_rest() -> None:
    key = fresh_key()
    mark, prefix, secret = key.text.split("_", 2)
    assert (mark, prefix) == ("baton", key.prefix)
    assert len(secret) == 43
    assert secret not in key.digest


def test_no_two_keys_are_alike() -> None:
    keys = [fresh_key() for _ in range(100)]
    assert len({key.prefix for key in keys}) == 100
    assert len({key.text for key in keys}) == 100


def test_a_key_fits_its_own_digest_alone() -> None:
    key, other = fresh_key(), fresh_key()
    assert fits(key.text, key.digest)
    assert not fits(key.text, other.digest)


def test_nothing_fits_where_no_digest_was_kept() -> None:
    assert not fits(fresh_key().text, None)


def test_the_prefix_finds_the_key() -> None:
    key = fresh_key()
    assert prefix_of(key.text) == key.prefix


@given(st.text())
def test_text_without_the_shape_of_a_key_has_no_prefix(text: str) -> None:
    assert prefix_of(text) == ""


def test_the_digest_is_sha_256_of_the_whole_key() -> None:
    assert digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
