"""How hard the properties try: the Hypothesis profile that HYPOTHESIS_PROFILE names, `quick` without it.

`quick` finishes the whole folder in well under 90 seconds on two slow cores; `thorough` is for a night. The profiles are given
to each property as a decorator and never loaded, so that they change no other test of the suite.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

_SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large)

settings.register_profile("quick", max_examples=5, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("thorough", max_examples=250, deadline=None, suppress_health_check=_SLOW)

EFFORT = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
"""For a property that is checked once per operation, kind or dialect."""

SOME_EFFORT = settings(EFFORT, max_examples=EFFORT.max_examples * 12)
"""For a property that is checked once per dialect, of whole messages: making one costs more than trying it."""

MORE_EFFORT = settings(EFFORT, max_examples=EFFORT.max_examples * 40)
"""For a property that is checked once."""
