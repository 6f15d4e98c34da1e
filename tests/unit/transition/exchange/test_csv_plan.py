"""A plan's tasks go out as a table and come in again."""

from hypothesis import HealthCheck, given, settings

from services.transition.exchange.csv_plan import read_csv, write_csv
from services.transition.plan_document import RaciRole
from tests.unit.transition.exchange.plans import dated, plans

law = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@law
@given(plans())
def test_the_tasks_come_back_as_they_went_out(document):
    """Responsibilities by role: each role has a column."""
    dates = {task.code: dated(slack=-30) for task in document.tasks}
    written = write_csv(document, dates)
    read = read_csv(written, document).document
    roles = list(RaciRole)
    for task, back in zip(document.tasks, read.tasks, strict=True):
        people = sorted(task.responsibilities, key=lambda each: roles.index(each.role))
        assert back == task.model_copy(update={"responsibilities": tuple(people)})
    assert read.model_copy(update={"tasks": document.tasks}) == document
    assert write_csv(read, dates) == written
