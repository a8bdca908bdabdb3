"""Nodes that call each other over TLS: a private authority is trusted only where node.toml names it."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.nodes.nodes import Pair

Signed = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def certificate(name: str, issuer: Signed | None = None) -> Signed:
    """Make a certificate: of an authority, or by one for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer is not None:
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        builder = builder.add_extension(here, critical=False)
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256()), key


def pem(signed: Signed) -> bytes:
    key = signed[1].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key + signed[0].public_bytes(Encoding.PEM)


@contextmanager
def tls_before(listen: str, chain: Path) -> Iterator[int]:
    """Put a proxy with TLS before a node, as an operator does; give its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    host, _, port = listen.rpartition(":")
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    plain, _ = server.accept()
                except OSError:
                    return  # closed
                threading.Thread(target=pass_on, args=(plain,), daemon=True).start()

        def pass_on(plain: socket.socket) -> None:
            try:
                asked = context.wrap_socket(plain, server_side=True)
                node = socket.create_connection((host, int(port)))
                with asked, node:
                    back = threading.Thread(target=pump, args=(node, asked), daemon=True)
                    back.start()
                    pump(asked, node)
                    back.join(10)
            except OSError:
                return  # the caller did not trust us

        def pump(source: socket.socket, target: socket.socket) -> None:
            try:
                while part := source.recv(65_536):
                    target.sendall(part)
                target.shutdown(socket.SHUT_WR)
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)


def route(pair: Pair, port: int, ca_file: str = "") -> None:
    """Let Morocco call Spain through the proxy."""
    place = pair.mar.home.path / "node.toml"
    kept = [
        line for line in place.read_text("utf-8").splitlines() if not line.startswith(("ca_file", "[routes", "ESP"))
    ]
    kept += [f'ca_file = "{ca_file}"'] if ca_file else []
    place.write_text("\n".join([*kept, "[routes]", f'ESP = "https://127.0.0.1:{port}"', ""]), "utf-8")


def test_a_private_authority_is_trusted_where_it_is_named(pair: Pair) -> None:
    authority = certificate("a ministry's authority")
    chain, known = pair.folder / "chain.pem", pair.mar.home.path / "ca.pem"
    chain.write_bytes(pem(certificate("spain", authority)))
    known.write_bytes(authority[0].public_bytes(Encoding.PEM))
    pair.mar.raise_item(pair.session, "over TLS")
    size = pair.esp.size("MAR")
    serving = pair.esp.serve()
    try:
        with tls_before(pair.esp.home.listen, chain) as port:
            route(pair, port)
            # The environment does not decide whom a node trusts.
            said = pair.mar.jisr("sync", code=1, env={"SSL_CERT_FILE": str(known)})
            assert "CERTIFICATE_VERIFY_FAILED" in said.err and pair.esp.size("MAR") == size
            route(pair, port, "ca.pem")
            pair.mar.jisr("sync")
            assert pair.esp.size("MAR") > size
            # Another authority's is not enough.
            known.write_bytes(certificate("another")[0].public_bytes(Encoding.PEM))
            assert "CERTIFICATE_VERIFY_FAILED" in pair.mar.jisr("sync", code=1).err
    finally:
        serving.stop()


def test_a_file_that_cannot_be_used_is_named(pair: Pair) -> None:
    missing, empty = pair.folder / "missing.pem", pair.folder / "empty.pem"
    empty.write_text("no certificate", "utf-8")
    for place, why in ((missing, "No such file"), (empty, "no certificate")):
        route(pair, 1, str(place))
        for command in (("sync",), ("node", "run")):
            said = pair.mar.jisr(*command, code=1).err
            assert "CertificatesAmiss" in said and str(place) in said and why in said and "node.toml" in said
        assert str(place) in pair.mar.jisr("node", "status", "--json").value["frameworks"][0]["exchanges"][0]["trouble"]
