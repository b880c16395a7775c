"""What the nginx configurations here have in common: the frame, and how nginx is started with one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.programs import Program, running

_MODULES = Path("/usr/lib/nginx/modules")
_FRAME = """
daemon off;
worker_processes {workers};
pid {folder}/{name}.pid;
error_log stderr warn;
{top}
events {{ worker_connections 8192; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  keepalive_timeout 300s;
  keepalive_requests 1000000000;
  tcp_nodelay on;
  server_tokens off;
{inside}
}}
"""
UPSTREAM = """
  upstream backend {{
    server 127.0.0.1:{port};
    keepalive 1100;
    keepalive_requests 1000000000;
    keepalive_timeout 300s;
  }}
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_max_temp_file_size 0;
  proxy_buffers 16 64k;
  proxy_busy_buffers_size 128k;
  proxy_buffer_size 16k;
"""
"""The backend as a proxy should reach it: connections kept, answers of a megabyte held in memory and not in files."""


def missing_modules(*names: str) -> list[str]:
    return [name for name in names if not (_MODULES / name).is_file()]


def load_modules(*names: str) -> str:
    return "".join(f"load_module {_MODULES}/{name};\n" for name in names)


@contextmanager
def nginx(
    name: str, inside: str, port: int, folder: Path, cores: frozenset[int], *, workers: int = 1, top: str = ""
) -> Iterator[Program]:
    """An nginx with that http block while the block runs."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        raise RuntimeError("nginx is not on this machine: run `python -m bench.install` as root, or install nginx")
    if os.geteuid() == 0:  # its workers could not read the folder as anybody else
        top = f"user root;\n{top}"
    configuration = folder / f"{name}.conf"
    configuration.write_text(_FRAME.format(workers=workers, folder=folder, name=name, top=top, inside=inside), encoding="utf-8")
    with running(name, [program, "-p", str(folder), "-c", str(configuration)], port, folder, cores) as started:
        yield started
