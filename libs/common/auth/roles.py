"""Who may do what: roles on a programme, and rights of a vendor's system."""

from enum import StrEnum


class Role(StrEnum):
    SPONSOR = "sponsor"
    PROGRAMME_OFFICE = "programme_office"
    PROCESS_OWNER = "process_owner"
    PROCUREMENT = "procurement"
    LEGAL = "legal"
    FINANCE = "finance"
    HR = "hr"
    DATA_PROTECTION = "data_protection"
    EVALUATOR = "evaluator"
    APPROVER = "approver"
    AUDITOR = "auditor"
    OPERATIONS = "operations"


EVERY_ROLE = frozenset(Role)
ANY_PROGRAMME = "*"
"Stands for every programme of the tenant, in a token's roles."


class Right(StrEnum):
    """What a vendor's API key or person may do."""

    BID = "bid"
    REPORT = "report"
    READ = "read"
