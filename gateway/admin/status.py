"""Everything the status page shows, as one JSON document: made of the settings, the metrics and the last change alone.

Whether the gateway is one process or several makes no difference to it. Times are written as the log writes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import asdict

from gateway.admin.backends import BackendView, view_backends
from gateway.admin.figures import Figures, distribution_of
from gateway.admin.notes import find_notes, moment
from gateway.admin.operations import Change, Operations, Standing
from gateway.admin.texts import Json
from gateway.admin.traffic import Traffic, view_traffic
from gateway.build_info import build_info


def tell_status(operations: Operations, now: float) -> Mapping[str, Json]:
    """The document; `now` in seconds since the epoch. Takes milliseconds where there are many routes."""
    standing, figures = operations.standing(), Figures(operations.families())
    backends = view_backends(standing.settings, figures)
    return {
        "now": moment(now),
        "uptime_seconds": round(now - standing.began),
        "build": asdict(build_info()),
        "ready": not operations.not_ready(),
        "reasons": operations.not_ready(),
        "notes": [asdict(note) for note in find_notes(standing, backends, figures)],
        "config": _config(standing),
        "processes": _processes(standing, figures),
        "calls": _calls(figures),
        "traffic": [_traffic(traffic) for traffic in view_traffic(standing.settings, figures)],
        "backends": tell_backends(backends),
        "losses": _rows(figures, "gateway_losses_total", "route", "change"),
        "unknown_parameters": _rows(figures, "gateway_unknown_parameters_total", "route", "policy"),
        "limited": _rows(figures, "gateway_limited_total", "limit"),
        "refused": _rows(figures, "gateway_refused_requests_total", "reason"),
        "connections_refused": _rows(figures, "gateway_connections_refused_total", "why"),
        "unknown_outcomes": _rows(figures, "gateway_unknown_outcomes_total", "operation"),
        "failed_logins": figures.total("gateway_failed_logins_total"),
        "cut_off_answers": figures.total("gateway_cut_off_answers_total"),
    }


def tell_notes(operations: Operations) -> tuple[str, ...]:
    """What is wrong without making the gateway unready, a sentence each."""
    standing, figures = operations.standing(), Figures(operations.families())
    return tuple(note.text for note in find_notes(standing, view_backends(standing.settings, figures), figures))


def tell_backends(backends: Sequence[BackendView]) -> list[Mapping[str, Json]]:
    """The backends with their endpoints."""
    return [
        {
            "name": backend.name,
            "dialect": backend.dialect,
            "representation": backend.representation,
            "endpoints": [
                asdict(endpoint)
                | {"since": moment(endpoint.since) if endpoint.since else None}
                | {"last_failure": asdict(failure) | {"at": moment(failure.at)} if (failure := endpoint.last_failure) else None}
                for endpoint in backend.endpoints
            ],
        }
        for backend in backends
    ]


def _traffic(traffic: Traffic) -> Mapping[str, Json]:
    return asdict(traffic) | {"pair": asdict(traffic.pair), "seconds": asdict(traffic.seconds)}


def _config(standing: Standing) -> Mapping[str, Json]:
    return {
        "name": standing.name,
        "hash": standing.hash,
        "applied": moment(standing.applied),
        "routes": len(standing.settings.routes),
        "last_change": _change(standing.change) if standing.change else None,
    }


def _change(change: Change) -> Mapping[str, Json]:
    return {"applied": not change.faults, "at": moment(change.at), "faults": change.faults}


def _processes(standing: Standing, figures: Figures) -> Mapping[str, int]:
    """A gateway of one process has no workers to count."""
    wanted = standing.settings.workers
    ready = figures.total("gateway_workers_ready") if wanted > 1 else 1
    return {"wanted": wanted, "ready": ready, "lost": figures.total("gateway_workers_lost_total")}


def _calls(figures: Figures) -> Mapping[str, Json]:
    return {
        "in_progress": figures.total("gateway_calls_in_progress"),
        "queue": figures.total("gateway_queue"),
        "connections": figures.total("gateway_connections"),
        "own_seconds": asdict(distribution_of(figures.samples("gateway_own_seconds_bucket"))),
        "upstream_seconds": asdict(distribution_of(figures.samples("gateway_upstream_seconds_bucket"))),
    }


def _rows(figures: Figures, name: str, *by: str) -> list[Mapping[str, Json]]:
    """A counter by its labels, the most first."""
    return [dict(zip(by, key, strict=True)) | {"count": count} for key, count in figures.counts(name, *by).items()]
