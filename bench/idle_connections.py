"""What idle keep-alive connections cost the gateway: python -m bench.idle_connections [NUMBER] [--tls]

Starts `gateway serve`, opens the connections, has each answered once so that it is a used one, and prints by how much the
process's resident memory grew. Needs a limit of open files beyond the number (`ulimit -n`).
"""

from __future__ import annotations

import argparse
import asyncio
import ssl
import tempfile
from pathlib import Path

from bench.gateway_process import Process, free_port, serving, until_it_listens

REQUEST = b"GET /2010-04-01/Accounts/AC1/Calls.json HTTP/1.1\r\nHost: gateway.example\r\n\r\n"
_AT_ONCE = 50


async def open_used(
    process: Process, number: int, request: bytes = REQUEST, context: ssl.SSLContext | None = None
) -> list[asyncio.StreamWriter]:
    """So many connections, each of which was answered one request and is kept alive."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one() -> asyncio.StreamWriter:
        async with gate:
            reader, writer = await asyncio.open_connection("127.0.0.1", process.port, ssl=context, limit=4096)
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
            await reader.readexactly(int(length.partition(b":")[2]))
            return writer

    return await asyncio.gather(*(one() for _ in range(number)))


async def idle_cost(process: Process, number: int, request: bytes = REQUEST, context: ssl.SSLContext | None = None) -> float:
    """Resident bytes for each of so many. A few are made first: what the first call loads is not theirs."""
    early = await open_used(process, _AT_ONCE, request, context)
    before = process.resident()
    writers = await open_used(process, number, request, context)
    after = process.resident()
    for writer in (*early, *writers):
        writer.transport.abort()
    return (after - before) / number


async def show(process: Process, number: int, context: ssl.SSLContext | None) -> None:
    await until_it_listens(process)
    each = await idle_cost(process, number, context=context)
    print(f"{number} idle connections: {each / 1024:.1f} KiB each, {each * number / 1024**2:.1f} MiB together")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("number", type=int, nargs="?", default=10_000)
    parser.add_argument("--tls", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tls, context = _certificates(Path(folder)) if arguments.tls else ("", None)
        with serving(Path(folder), free_port(), tls=tls) as process:
            asyncio.run(show(process, arguments.number, context))


def _certificates(folder: Path) -> tuple[str, ssl.SSLContext]:
    import trustme

    authority = trustme.CA()
    pair = authority.issue_cert("localhost", "127.0.0.1")
    pair.cert_chain_pems[0].write_to_path(folder / "certificate.pem")
    pair.private_key_pem.write_to_path(folder / "key.pem")
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return f", tls: {{certificate: {folder}/certificate.pem, key: {folder}/key.pem}}", context


if __name__ == "__main__":
    main()
