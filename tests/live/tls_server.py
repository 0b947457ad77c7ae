"""A server on this machine that speaks TLS with certificates of a test's own authority, and misbehaves."""

import contextlib
import datetime
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Behaviour = Callable[[socket.socket, str], None]
"""Gets the connection and the target of the request, and answers as it likes."""
HOST: Final = "fhir.supplier.example"
OUTSIDE: Final = "127.0.0.2"
"""Where the server listens: tests let this one address pass for one of the public Internet, and no other."""


class Authority:
    """Signs certificates. Kept in a folder of the test's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of a test")])
        self._mine = self._certificate(self._name, self._key.public_key(), authority=True)

    def client(self) -> ssl.SSLContext:
        """What a client that trusts this authority alone uses."""
        pem = self._mine.public_bytes(serialization.Encoding.PEM).decode()
        return ssl.create_default_context(cadata=pem)

    def server(self, host: str, *, days: int = 1) -> ssl.SSLContext:
        """What a server of the host uses; with a negative number of days, one that has run out."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        certificate = self._certificate(name, key.public_key(), host=host, days=days)
        file = self._folder / f"{host}-{days}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _certificate(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        *,
        host: str = "",
        days: int = 1,
        authority: bool = False,
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=9))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if host:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        return made.sign(self._key, hashes.SHA256())


@contextmanager
def tls_server(context: ssl.SSLContext | None, behave: Behaviour) -> Iterator[int]:
    """The port of a server at `OUTSIDE`; without a context, one that speaks no TLS."""
    with socket.create_server((OUTSIDE, 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening, context, behave))
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            listening.shutdown(socket.SHUT_RDWR)  # wakes the one who waits on it
            thread.join()


def _serve(listening: socket.socket, context: ssl.SSLContext | None, behave: Behaviour) -> None:
    while True:
        try:
            one, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(one, context, behave), daemon=True).start()


def _answer(one: socket.socket, context: ssl.SSLContext | None, behave: Behaviour) -> None:
    with contextlib.suppress(OSError), one:  # the client may go away at any time
        if context is None:
            one.recv(4096)
            behave(one, "")
            return
        spoken = context.wrap_socket(one, server_side=True)
        with spoken:
            asked = b""
            while b"\r\n\r\n" not in asked:
                piece = spoken.recv(4096)
                if not piece:
                    return
                asked += piece
            behave(spoken, asked.split(b" ", 2)[1].decode())


def answer(body: bytes, status: str = "200 OK", headers: str = "") -> bytes:
    """A whole answer."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body
