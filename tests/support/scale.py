"""How much is enough: what fits the everyday run, and what ``make soak`` takes hours over."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

SOAK = os.environ.get("PARTICIPATION_SOAK") == "1"

# No example is failed for being slow: a busy machine is no fault in the code.
settings.register_profile(
    "everyday", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "soak", deadline=None, max_examples=5000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("soak" if SOAK else "everyday")


def enough(everyday: int, *, soak: int) -> int:
    """The number of times to try something in this run."""
    return soak if SOAK else everyday
