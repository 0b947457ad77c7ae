"""Certificates for the servers of these tests."""

import pytest

from tests.live.tls_server import Authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One for the file."""
    return Authority(tmp_path_factory.mktemp("authority"))
