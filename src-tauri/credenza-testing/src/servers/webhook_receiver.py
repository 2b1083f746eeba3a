"""A webhook receiver that believes nothing but the public `standardwebhooks` package.

Answers as the file `answer` says ("503", "200 5" = 200 after five seconds), verifies with each secret in
the file `secrets`, and appends what it saw to `seen`, one JSON object a line, before it answers.
"""

import json
import pathlib
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

directory = pathlib.Path(sys.argv[2])


def verdict(secret, body, headers):
    try:
        Webhook(secret).verify(body, headers)
        return True
    except WebhookVerificationError:
        return False


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, _, pause = (directory / "answer").read_text().strip().partition(" ")
        secrets = (directory / "secrets").read_text().split()
        seen = {
            "path": self.path,
            "id": headers.get("webhook-id"),
            "status": int(status),
            "body": json.loads(body),
            "content_type": headers.get("content-type"),
            "verified": [verdict(secret, body, headers) for secret in secrets],
            "signatures": len(headers.get("webhook-signature", "").split()),
        }
        with (directory / "seen").open("a") as log:
            log.write(json.dumps(seen) + "\n")
        time.sleep(float(pause or 0))
        self.send_response(int(status))
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
