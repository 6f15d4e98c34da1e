"""Long work: asked for in a request, done outside any transaction, finished in one.

    jobs = Jobs()

    @jobs("wave_plan")
    async def plan_waves(job: Job) -> Effect:
        async with job.read() as db:            # short sessions, to look
            plan = await load(db, job.input["plan_id"])
        proposal = await solved(plan, tell=job.report)

        async def keep(db: Db) -> JsonValue:    # the finishing transaction
            publish(db, await keep_proposal(db, proposal))
            return {"proposal_id": str(proposal.id)}

        return keep

A route answers 202 with `await start_job(db, "wave_plan", …)`; the edge adds the `Location`.

All that a job changes is written by what it returns, in one transaction that stands only if the job
is still this process's to do. So a process may die at any point: another takes the job up again
from its input.
"""

from libs.common.jobs.job import Effect, Job, Jobs
from libs.common.jobs.starting import start_job
from libs.common.jobs.table import State, add_tables
from libs.common.jobs.views import JobLine, JobView

__all__ = ["Effect", "Job", "JobLine", "JobView", "Jobs", "State", "add_tables", "start_job"]
