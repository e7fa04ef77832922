#!/usr/bin/env python3
"""An HTTPS server on loopback with a certificate that nobody signed: prints its port, takes each post.

With a path the certificate is left there, for whoever wants to trust it."""
import http.server
import os
import ssl
import subprocess
import sys
import tempfile


class Taker(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(204)
        self.end_headers()


def certificate_in(pem):
    text = open(pem).read()
    return text[text.index("-----BEGIN CERTIFICATE"):]


class Server(http.server.HTTPServer):
    def handle_error(self, request, client_address):
        pass  # whoever does not trust us hangs up


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
with tempfile.TemporaryDirectory() as place:
    pem = os.path.join(place, "pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                    "-nodes", "-keyout", pem, "-out", pem, "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1"],
                   check=True, stderr=subprocess.DEVNULL)
    context.load_cert_chain(pem)
    if len(sys.argv) > 1:
        with open(sys.argv[1], "w") as out:
            out.write(ssl.DER_cert_to_PEM_cert(ssl.PEM_cert_to_DER_cert(certificate_in(pem))))
server = Server(("127.0.0.1", 0), Taker)
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
