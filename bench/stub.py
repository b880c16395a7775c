"""The backend stub: an nginx that answers each workload's backend request with its canned answer, from memory.

It stands for a backend that costs nothing. Whoever asks without the backend's own credentials gets 401, so that a peer that
forgot to exchange them is found out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.nginx import nginx
from bench.programs import Program, free_port
from bench.workloads import TO_BACKEND, TO_SAME, Workload

_FRAME = """
  open_file_cache max=100;
  open_file_cache_valid 1h;
  map_hash_bucket_size 256;
  sendfile on;
  tcp_nopush on;
  map $http_authorization $known {{ "{backend}" 1; "{same}" 1; default 0; }}
  map $request_method:$request_uri $file {{
    default "";
{files}
  }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    root {folder};
    if ($known = 0) {{ return 401; }}
{returns}
    location / {{
      default_type application/json;
      if ($file = "") {{ return 418; }}
      rewrite ^ $file last;
    }}
    location /answers/json/ {{ internal; default_type application/json; }}
    location /answers/xml/ {{ internal; default_type "application/xml; charset=utf-8"; }}
  }}
"""
_RETURN = """\
    location = {path} {{
      if ($file != "") {{ rewrite ^ $file last; }}
      default_type "{kind}";
      return {status} {body};
    }}
"""


def configuration(port: int, folder: Path, workloads: Sequence[Workload]) -> str:
    """The http block. Answers with 200 are files beside it, which are written here; what else there is stands in it."""
    files: dict[str, str] = {}
    returns: dict[str, str] = {}
    for workload in workloads:
        status, kind, body = workload.answer
        if status == 200:  # noqa: PLR2004 -- the status a file is served with
            files[f"{workload.method}:{workload.behind}"] = _write(workload, kind, body, folder)
        else:
            returns[workload.behind] = _RETURN.format(path=workload.behind, kind=kind, status=status, body=_quote(body))
    entries = "".join(f'    "{asked}" {file};\n' for asked, file in files.items())
    return _FRAME.format(
        backend=TO_BACKEND, same=TO_SAME, port=port, folder=folder, files=entries, returns="".join(returns.values())
    )


def _write(workload: Workload, kind: str, body: bytes, folder: Path) -> str:
    form = "json" if kind.startswith("application/json") else "xml"
    name = f"/answers/{form}/{workload.family}-{workload.size}"
    path = folder / name[1:]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return name


def _quote(body: bytes) -> str:
    text = body.decode()
    assert "$" not in text, "nginx would take it for a variable"
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


@contextmanager
def stub(folder: Path, cores: frozenset[int], workloads: Sequence[Workload]) -> Iterator[Program]:
    """The stub while the block runs."""
    port = free_port()
    with nginx("stub", configuration(port, folder, workloads), port, folder, cores) as started:
        yield started
