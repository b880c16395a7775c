"""Whether a file has changed, in each of the ways files are changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.workers.watch import Watch, signature_of


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text("first")
    return file


def test_the_first_look_finds_everything_changed_and_the_next_nothing(secret: Path) -> None:
    watch = Watch()
    assert watch.look([secret])
    assert not watch.look([secret])
    assert not watch.look([])


def test_no_file_at_all_is_no_change() -> None:
    assert not Watch().look([])


def test_a_file_written_anew_has_changed(secret: Path) -> None:
    watch = Watch()
    watch.look([secret])
    secret.write_text("other, longer")
    assert watch.look([secret])


def test_a_file_replaced_by_one_of_its_size_and_time_has_changed(secret: Path) -> None:
    watch = Watch()
    watch.look([secret])
    status = secret.stat()
    other = secret.with_name("other")
    other.write_text("secnd")
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(secret)
    assert (secret.stat().st_size, secret.stat().st_mtime_ns) == (status.st_size, status.st_mtime_ns)
    assert watch.look([secret])


def test_a_file_that_becomes_readable_has_changed(secret: Path) -> None:
    """Nothing else tells it from the file that could not be read."""
    secret.chmod(0)
    watch = Watch()
    watch.look([secret])
    before = secret.stat()
    while secret.stat().st_ctime_ns == before.st_ctime_ns:  # until the file system's clock has gone on
        secret.chmod(0o600)
    assert secret.stat().st_mtime_ns == before.st_mtime_ns
    assert watch.look([secret])


def test_a_file_that_goes_and_comes_back_has_changed_twice(secret: Path) -> None:
    watch = Watch()
    watch.look([secret])
    secret.unlink()
    assert signature_of(secret) is None
    assert watch.look([secret])
    assert not watch.look([secret])
    secret.write_text("first")
    assert watch.look([secret])


def test_a_link_led_elsewhere_is_a_change(tmp_path: Path) -> None:
    """As an orchestrator swaps the folder of all secrets at once."""
    for version in ("one", "two"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "secret").write_text("same size")
    link = tmp_path / "current"
    link.symlink_to("one")
    watch = Watch()
    watch.look([link / "secret"])
    other = tmp_path / "next"
    other.symlink_to("two")
    other.replace(link)
    assert watch.look([link / "secret"])


def test_a_file_that_is_new_among_them_is_a_change(secret: Path) -> None:
    watch = Watch()
    watch.look([secret])
    assert watch.look([secret, secret.with_name("not there")])
