"""A plan goes out as Microsoft Project's XML and comes in again."""

from hypothesis import HealthCheck, given, settings

from services.transition.exchange.mspdi.read import read_mspdi
from services.transition.exchange.mspdi.write import write_mspdi
from tests.unit.transition.exchange.plans import dated, plans

law = settings(max_examples=60, suppress_health_check=list(HealthCheck))


@law
@given(plans())
def test_a_plan_comes_back_as_it_went_out_and_goes_out_again_in_the_same_bytes(document):
    dates = {task.code: dated(slack=-30) for task in document.tasks}
    written = write_mspdi(document, dates)
    read = read_mspdi(written).document
    assert read == document
    assert write_mspdi(read, dates) == written
