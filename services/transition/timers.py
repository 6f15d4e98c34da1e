"""What the transition service does when time runs out: each concept notes its own."""

from libs.common.timers import Timers

due = Timers()
