"""Long searches, in a process of their own that can be stopped at any time.

Only that process loads the constraint solver; `child` is what a service calls.
"""

from services.transition.solving.child import solve
from services.transition.solving.messages import Improvement, SolverFailed

__all__ = ["Improvement", "SolverFailed", "solve"]
