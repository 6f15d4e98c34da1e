"""Exports of ServiceNow, Jira Service Management and Freshdesk, with their documented columns."""

import json

import pytest

from services.governance.tickets.reading.bad_rows import Reason
from services.governance.tickets.reading.library import known_mapping, known_mappings
from services.governance.tickets.reading.read import read_tickets, read_with_changes
from tests.unit.governance.tickets.writing import at


@pytest.fixture
def written(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def states(read):
    columns = ("ticket", "at", "status", "priority", "group")
    return [tuple(row) for row in read.log.events.select(columns).rows()]


@pytest.mark.parametrize("name", known_mappings())
def test_every_known_mapping_is_valid_and_names_its_documents(name):
    assert known_mapping(name).name == name
    assert known_mapping(name).source


def test_an_unknown_mapping_is_refused_with_those_that_are_there():
    with pytest.raises(KeyError, match="incident-log"):
        known_mapping("remedy")


INCIDENTS = (
    "number,sys_id,state,priority,category,assignment_group,opened_at,resolved_at,closed_at,"
    "sys_updated_on,reopen_count,made_sla\n"
    "INC1,a1,7,3 - Moderate,network,Network,2026-03-02 08:00:00,2026-03-02 12:00:00,"
    "2026-03-05 12:00:00,2026-03-05 12:00:00,0,true\n"
)
AUDIT = (
    "tablename,documentkey,fieldname,oldvalue,newvalue,sys_created_on,record_checkpoint\n"
    "incident,a1,assignment_group,Desk,Network,2026-03-02 09:00:00,1\n"
    "incident,a1,state,1,2,2026-03-02 09:00:00,1\n"
    "incident,a1,short_description,a,b,2026-03-02 10:00:00,2\n"
    "incident,a1,state,2,6,2026-03-02 12:00:00,3\n"
    "incident,a1,state,6,7,2026-03-05 12:00:00,4\n"
    "incident,zz,state,6,7,2026-03-05 12:00:00,1\n"
)


def test_servicenow_incidents_with_their_audit(written):
    read = read_with_changes(
        (written("incidents.csv", INCIDENTS), known_mapping("servicenow-incidents")),
        (written("audit.csv", AUDIT), known_mapping("servicenow-audit")),
    )
    assert states(read) == [
        ("INC1", at("2026-03-02T08:00"), "New", "3 - Moderate", "Desk"),
        ("INC1", at("2026-03-02T09:00"), "In Progress", "3 - Moderate", "Network"),
        ("INC1", at("2026-03-02T12:00"), "Resolved", "3 - Moderate", "Network"),
        ("INC1", at("2026-03-05T12:00"), "Closed", "3 - Moderate", "Network"),
    ]
    _, changes = read.files
    assert [(bad.line, bad.reason) for bad in changes.named] == [(7, Reason.UNKNOWN_TICKET)]


def test_servicenow_history_lines(written):
    history = (
        "set.id,update,update_time,field,old,new\n"
        "a1,1,2026-03-02 09:00:00,assignment_group,Desk,Network\n"
        "a1,2,2026-03-02 12:00:00,state,In Progress,Resolved\n"
    )
    read = read_with_changes(
        (written("incidents.csv", INCIDENTS), known_mapping("servicenow-incidents")),
        (written("history.csv", history), known_mapping("servicenow-history")),
    )
    assert [row[2:] for row in states(read)] == [
        ("In Progress", "3 - Moderate", "Desk"),
        ("In Progress", "3 - Moderate", "Network"),
        ("Resolved", "3 - Moderate", "Network"),
    ]
    assert read.log.tickets["resolved_at"].to_list() == [at("2026-03-02T12:00")]


def test_servicenow_incidents_alone_say_opened_resolved_closed(written):
    read = read_tickets(written("incidents.csv", INCIDENTS), known_mapping("servicenow-incidents"))
    assert [row[1:3] for row in states(read)] == [
        (at("2026-03-02T08:00"), "New"),
        (at("2026-03-02T12:00"), "Resolved"),
        (at("2026-03-05T12:00"), "Closed"),
    ]


def test_jira_issues_as_the_navigator_exports_them(written):
    text = (
        "Summary,Issue key,Issue id,Status,Priority,Created,Updated,Resolved\n"
        "x,SD-1,10001,Resolved,High,02/Mar/26 8:00 AM,02/Mar/26 4:30 PM,02/Mar/26 4:30 PM\n"
        "y,SD-2,10002,Open,Low,03/Mar/26 9:15 AM,03/Mar/26 9:15 AM,\n"
    )
    read = read_tickets(written("jira.csv", text), known_mapping("jira-issues-csv"))
    assert [row[:3] for row in states(read)] == [
        ("SD-1", at("2026-03-02T08:00"), "Open"),
        ("SD-1", at("2026-03-02T16:30"), "Resolved"),
        ("SD-2", at("2026-03-03T09:15"), "Open"),
    ]


def test_jira_issues_and_history_of_the_data_pipeline(written):
    issues = (
        "id,key,project_key,status,priority_name,created_date,resolution_date,updated_date\n"
        "10001,SD-1,SD,Resolved,High,2026-03-02T08:00:00Z,2026-03-02T16:30:00Z,"
        "2026-03-02T16:30:00Z\n"
    )
    history = (
        "issue_id,changelog_id,author_id,created_date,field_type,field,from,from_string,to,"
        "to_string\n"
        "10001,2,1,2026-03-02T16:30:00Z,jira,status,3,Waiting for customer,5,Resolved\n"
        "10001,1,1,2026-03-02T10:00:00Z,jira,status,1,Open,3,Waiting for customer\n"
    )
    read = read_with_changes(
        (written("issues.csv", issues), known_mapping("jira-pipeline-issues")),
        (written("history.csv", history), known_mapping("jira-pipeline-history")),
    )
    assert [row[1:3] for row in states(read)] == [
        (at("2026-03-02T08:00"), "Open"),
        (at("2026-03-02T10:00"), "Waiting for customer"),
        (at("2026-03-02T16:30"), "Resolved"),
    ]


def test_jira_issues_with_their_changelog_in_json(written):
    def history(id, moment, *items):
        return {
            "id": id,
            "created": moment,
            "items": [
                {"field": field, "fromString": old, "toString": new} for field, old, new in items
            ],
        }

    issue = {
        "id": "10001",
        "key": "SD-1",
        "fields": {
            "created": "2026-03-02T09:00:00.000+0100",
            "updated": "2026-03-02T17:30:00.000+0100",
            "resolutiondate": "2026-03-02T17:30:00.000+0100",
            "status": {"name": "Resolved"},
            "priority": {"name": "High"},
            "project": {"key": "SD"},
            "assignee": None,
            "labels": ["a"],
        },
        "changelog": {
            "histories": [
                history("7", "2026-03-02T17:30:00.000+0100", ("status", "Open", "Resolved")),
                history(
                    "6",
                    "2026-03-02T11:00:00.000+0100",
                    ("assignee", "Ania", None),
                    ("labels", "", "a"),
                ),
            ]
        },
    }
    path = written("jira.json", {"issues": [issue]})
    read = read_with_changes(
        (path, known_mapping("jira-issues-json")), (path, known_mapping("jira-changelog-json"))
    )
    assert states(read) == [
        ("SD-1", at("2026-03-02T08:00"), "Open", "High", "Ania"),
        ("SD-1", at("2026-03-02T10:00"), "Open", "High", None),
        ("SD-1", at("2026-03-02T16:30"), "Resolved", "High", None),
    ]
    assert read.log.tickets["resolved_at"].to_list() == [at("2026-03-02T16:30")]


def test_freshdesk_tickets_in_csv(written):
    text = (
        "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,"
        "Resolved time,Closed time,Last update time,Resolution status\n"
        "11,x,Closed,High,Email,Question,Ana,Billing,2026-03-02 08:00:00,2026-03-02 12:00:00,"
        "2026-03-02 10:00:00,2026-03-04 10:00:00,2026-03-04 10:00:00,Within SLA\n"
        "12,y,Open,Low,Email,Question,,No Group,2026-03-02 09:00:00,2026-03-03 12:00:00,,,"
        "2026-03-02 09:00:00,SLA Violated\n"
    )
    read = read_tickets(written("fd.csv", text), known_mapping("freshdesk-tickets-csv"))
    assert [row[0:3] for row in states(read)] == [
        ("11", at("2026-03-02T08:00"), "Open"),
        ("11", at("2026-03-02T10:00"), "Resolved"),
        ("11", at("2026-03-04T10:00"), "Closed"),
        ("12", at("2026-03-02T09:00"), "Open"),
    ]
    assert read.log.tickets["made_sla"].to_list() == [True, False]
    assert read.log.tickets["group"].to_list() == ["Billing", None]


def test_freshdesk_tickets_in_json(written):
    ticket = {
        "id": 11,
        "status": 4,
        "priority": 3,
        "type": "Question",
        "group_id": 801,
        "created_at": "2026-03-02T08:00:00Z",
        "updated_at": "2026-03-02T10:00:00Z",
        "stats": {"resolved_at": "2026-03-02T10:00:00Z", "closed_at": None},
        "tags": [],
    }
    bad = ticket | {"id": 12, "created_at": "yesterday"}
    read = read_tickets(written("fd.json", [ticket, bad]), known_mapping("freshdesk-tickets-json"))
    assert states(read) == [
        ("11", at("2026-03-02T08:00"), "Open", "High", "801"),
        ("11", at("2026-03-02T10:00"), "Resolved", "High", "801"),
    ]
    assert [(bad.line, bad.column) for bad in read.files[0].named] == [(2, "created_at")]
