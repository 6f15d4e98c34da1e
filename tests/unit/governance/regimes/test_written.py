import json
from decimal import Decimal

import pytest

from services.governance.regimes.mistakes import RegimeRefused
from services.governance.regimes.published import published, text_of
from services.governance.regimes.written import read_regime
from tests.shared_data import REPOSITORY
from tests.unit.governance.regimes.example import of, written

YAML = text_of("texas-dir")


def refusal(text: str) -> list[str]:
    with pytest.raises(RegimeRefused) as refused:
        read_regime(text)
    return [str(mistake) for mistake in refused.value.mistakes]


def test_a_decimal_is_the_one_that_is_written() -> None:
    assert published("aws-ec2-region").levels[0].expected == Decimal("99.99")


def test_json_reads_the_same() -> None:
    regime = published("uk-msa-2.2")
    assert read_regime(regime.model_dump_json(exclude_none=True)) == regime
    bare = json.dumps(written()).replace('"0.12"', "0.12")
    assert read_regime(bare).at_risk == read_regime(json.dumps(written())).at_risk


def test_what_is_named_and_not_there_is_said_with_its_line() -> None:
    text = YAML.replace("pool: operations", "pool: operation")
    at = 1 + text[: text.index("pool: operation,")].count("\n")
    assert refusal(text) == [
        f"line {at}, levels[0].cost.pool: there is no pool 'operation': operations"
    ]


def test_a_field_that_is_not_known_is_refused_where_it_stands() -> None:
    text = YAML.replace("    minimum: 94", "    minimun: 94")
    at = 1 + text[: text.index("minimun")].count("\n")
    assert refusal(text) == [f"line {at}, levels[0].minimun: Extra inputs are not permitted"]


def test_every_mistake_is_said_at_once() -> None:
    text = YAML.replace("minimum: 94", "minimum: 98").replace("metric: done", "metric: was_done")
    text = text.replace("minimum: 98", "minimum: 98\n    earns_back_at: 90")
    assert len(refusal(text.replace("metric: was_done", "metric: done"))) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("regime: a\nregime: b\n", "line 2, the regime: 'regime' is there twice"),
        ("regime: &a x\n", "line 1, the regime: anchors and tags are not read: write it out"),
        ("regime: !!python/name:os.system x\n", "anchors and tags are not read"),
        ("regime: [a\n", "no YAML"),
        ('{"regime": "a", "regime": "b"}', "'regime' is there twice"),
        ('{"regime": ', "line 1"),
        ("a: " + "[" * 30 + "]" * 30, "nothing lies deeper than 20"),
        ("[" * 400_000, "nothing lies deeper than 20"),
        ("x" * 500_001, "at most 500000 characters"),
        ("", "the regime"),
        ("regime: \ud800", "no YAML"),
        ('{"version": ' + "1" * 5000 + "}", "version: "),
        ("version: " + "1" * 5000, "version: "),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, said: str) -> None:
    assert said in "\n".join(refusal(text))


def test_words_that_yaml_would_turn_stay_words() -> None:
    text = YAML.replace("title: Cases done in time", "title: no").replace("USD", "NOK")
    assert read_regime(text).levels[0].title == "no"


def test_a_binary_fraction_is_refused() -> None:
    with pytest.raises(ValueError, match="as a string"):
        type(published("texas-dir")).model_validate({**written(), "at_risk": {"amount": 0.1}})


def test_the_example_of_the_documentation_is_a_regime_and_says_what_it_costs() -> None:
    page = (REPOSITORY / "docs/operating/regimes.md").read_text()
    regime = read_regime(page.split("```yaml\n")[1].split("```")[0])
    assert str(of(regime).credits) == "2290.80"


def test_a_mistake_within_a_cost_is_said_without_its_way() -> None:
    assert (
        "levels[0].cost.allocation: "
        in refusal(YAML.replace("allocation: 0.40", "allocation: 2"))[0]
    )
