"""A submission server for tests: aiosmtpd with one user, and a transcript of what clients do."""

import json
import os
import signal
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

wanted = json.loads(sys.argv[1])
directory = wanted["directory"]


def note(line):
    with open(os.path.join(directory, "transcript"), "a", encoding="utf-8") as transcript:
        transcript.write(line + "\n")


def authenticate(server, session, envelope, mechanism, auth_data):
    right = (
        isinstance(auth_data, LoginPassword)
        and auth_data.login == wanted["username"].encode()
        and auth_data.password == wanted["password"].encode()
    )
    note(f"AUTH {mechanism} {'ok' if right else 'rejected'}")
    # handled=False: the server itself answers 535.
    return AuthResult(success=right, handled=False)


class Submission(SMTP):
    async def smtp_EHLO(self, hostname):
        note("EHLO")
        return await super().smtp_EHLO(hostname)

    async def smtp_NOOP(self, arg):
        note("NOOP")
        return await super().smtp_NOOP(arg)

    async def smtp_QUIT(self, arg):
        note("QUIT")
        return await super().smtp_QUIT(arg)

    async def smtp_MAIL(self, arg):
        note("MAIL")
        return await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg):
        note("DATA")
        return await super().smtp_DATA(arg)


def tls():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(
        os.path.join(directory, "server.crt"), os.path.join(directory, "server.key")
    )
    return context


class Server(Controller):
    def factory(self):
        return Submission(self.handler, **self.SMTP_kwargs)


options = {
    "authenticator": authenticate,
    "auth_required": True,
    "auth_exclude_mechanism": wanted["exclude"],
    "ident": "Credenza test server",
    "hostname": "127.0.0.1",
    "port": wanted["port"],
    "server_hostname": "mail.test",
    "ready_timeout": 30,
}
# aiosmtpd counts only STARTTLS as encrypted, so with TLS from the start it must not insist on it.
if wanted["encryption"] == "starttls":
    server = Server(object(), tls_context=tls(), auth_require_tls=True, **options)
elif wanted["encryption"] == "implicit":
    server = Server(object(), ssl_context=tls(), auth_require_tls=False, **options)
else:
    server = Server(object(), auth_require_tls=False, **options)

server.start()
signal.sigwait({signal.SIGTERM, signal.SIGINT})
server.stop()
