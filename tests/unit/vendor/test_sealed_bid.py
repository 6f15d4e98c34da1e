from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from libs.common.money import Money
from services.vendor.sealed_bid import BidContent, canonical, new_salt, sealed


def bid(price: str = "12.50", answers: dict[str, str] | None = None) -> BidContent:
    return BidContent(
        lot="finance", price=Money.of(price, "EUR"), answers=answers or {}, documents=[]
    )


def test_the_canonical_form_has_keys_in_order_and_no_spaces() -> None:
    expected = (
        '{"answers":{"b":"Kraków"},"documents":[],"lot":"finance",'
        '"price":{"amount":"12.50","currency":"EUR"}}'
    )
    assert canonical(bid(answers={"b": "Kraków"})) == expected.encode()


def test_the_digest_is_sha_256_of_salt_and_canonical_form() -> None:
    assert sealed(bid(), "00ff") == sha256(b"\x00\xff" + canonical(bid())).hexdigest()


def test_the_same_bid_under_another_salt_has_another_digest() -> None:
    assert sealed(bid(), new_salt()) != sealed(bid(), new_salt())


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_the_order_in_which_answers_were_written_does_not_matter(answers: dict[str, str]) -> None:
    turned = dict(reversed(answers.items()))
    assert sealed(bid(answers=answers), "00") == sealed(bid(answers=turned), "00")
