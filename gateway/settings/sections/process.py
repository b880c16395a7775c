"""How the gateway ends."""

from __future__ import annotations

from pydantic import Field

from gateway.settings.scalars.quantities import Duration, Pause
from gateway.settings.sections.base import Section


class Shutdown(Section):
    """Seconds between being told to end and having ended."""

    notice: Pause = Field(
        default=0.0, description="the time /readyz says no before the listeners close, for a load balancer to notice"
    )
    deadline: Duration = Field(default=30.0, description="the time calls in progress have to finish; then they are cut off")
