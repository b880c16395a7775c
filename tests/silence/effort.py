"""How hard these properties try: two examples each where a whole gateway is made for one, more where HYPOTHESIS_PROFILE says so."""

from __future__ import annotations

from hypothesis import Phase, settings

from tests.properties.effort import EFFORT

WHOLE_GATEWAYS = settings(EFFORT, max_examples=max(2, EFFORT.max_examples // 25), phases=(Phase.generate,))
"""For a property of which each example is a gateway, a backend and a hundred requests: simpler ones would take minutes to find."""

ONE_GATEWAY = settings(WHOLE_GATEWAYS, max_examples=max(1, EFFORT.max_examples // 50))
"""For one whose check of each example is itself a matter of seconds."""

PIECES = settings(EFFORT, max_examples=EFFORT.max_examples * 6)
"""For a property of which each example is a moment's work."""
