"""Asking a virus scanner about files, over a real socket."""

import io
import socket

import pytest

from hcss.kernel.scanning import ScannerError, Verdict, scan
from tests.machinery.clamd import EICAR, FakeClamd


@pytest.fixture(params=["tcp", "unix"])
def clamd(request, tmp_path):
    with FakeClamd(request.param, folder=tmp_path) as server:
        yield server


def test_a_clean_file_is_clean_and_was_sent_whole(clamd):
    content = b"plan " * 100_000

    verdict = scan(io.BytesIO(content), at=clamd.url, seconds=10)

    assert verdict == Verdict()
    assert verdict.is_clean
    assert clamd.received == [content]


def test_an_infected_file_is_named(clamd):
    verdict = scan(io.BytesIO(EICAR), at=clamd.url, seconds=10)

    assert verdict == Verdict(found="Eicar-Test-Signature")
    assert not verdict.is_clean


@pytest.mark.parametrize("manner", ["dies", "hangs", "error", "nonsense", "silent"])
def test_without_a_verdict_nothing_is_clean(clamd, manner):
    clamd.manner = manner

    with pytest.raises(ScannerError):
        scan(io.BytesIO(b"plan " * 1_000_000), at=clamd.url, seconds=1)


def test_a_scanner_that_answers_before_it_has_read_all_is_heard(clamd):
    clamd.manner = "too large"

    with pytest.raises(ScannerError, match="size limit exceeded"):
        scan(io.BytesIO(b"plan " * 10_000), at=clamd.url, seconds=5)


def test_nobody_there_is_an_error_to_try_again():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        with pytest.raises(ScannerError, match="cannot be asked"):
            scan(io.BytesIO(b"plan"), at=f"tcp://127.0.0.1:{port}", seconds=2)


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:port", "unix:///no/such/socket", "tcp://"]
)
def test_an_address_that_leads_nowhere_is_an_error_to_try_again(address):
    with pytest.raises(ScannerError):
        scan(io.BytesIO(b"plan"), at=address, seconds=2)
