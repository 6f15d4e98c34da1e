"""The routes of stage 1, a file a concept."""

from services.assessment.api import business_cases, processes, programmes, risks, savings

ROUTERS = [
    programmes.router,
    processes.router,
    business_cases.router,
    risks.router,
    savings.router,
]
