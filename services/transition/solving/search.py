"""A run of the solver that tells of each better answer. Loads the solver: for the child alone."""

from collections.abc import Callable

from ortools.sat.python import cp_model

from services.transition.solving.limits import MOST_MEMORY, Limits
from services.transition.solving.messages import SolverFailed

SEED = 1

Told = Callable[[float, float, float, Callable[[cp_model.IntVar], int]], None]
"Objective, bound, seconds, and how to read a variable."


class _Telling(cp_model.CpSolverSolutionCallback):
    def __init__(self, tell: Told) -> None:
        super().__init__()
        self._tell = tell

    def on_solution_callback(self) -> None:
        self._tell(self.objective_value, self.best_objective_bound, self.wall_time, self.value)


def search(
    model: cp_model.CpModel, limits: Limits, tell: Told, *, thorough: bool = True
) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    """The solver with what it found. Raises `SolverFailed` for a model that it does not take.

    `thorough`: simplify the model first as far as it goes, which for many choices takes long.
    """
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limits.seconds
    solver.parameters.num_workers = limits.workers
    solver.parameters.max_memory_in_mb = MOST_MEMORY
    solver.parameters.random_seed = SEED
    if not thorough:
        solver.parameters.max_presolve_iterations = 1
        solver.parameters.cp_model_probing_level = 0
    status = solver.solve(model, _Telling(tell))
    if status == cp_model.MODEL_INVALID:
        raise SolverFailed(f"The model is no model: {model.validate()[:200]}")
    return solver, status
