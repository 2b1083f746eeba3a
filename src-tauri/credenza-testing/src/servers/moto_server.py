"""AWS for tests: moto's server, with IAM switched on and two users, and SES's GetAccount.

moto checks signatures with botocore and permissions with its IAM. It does not know SES v2's
GetAccount (5.2.5), so that one answer is given here, in the shape of AWS's reference:
https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetAccount.html
"""

import json
import os
import re
import sys

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "0"

from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.iam.access_control import IAMRequestBase  # noqa: E402
from moto.iam.models import iam_backends  # noqa: E402
from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.sesv2.responses import SESV2Response  # noqa: E402
from moto.sesv2.urls import url_paths  # noqa: E402
from werkzeug.serving import run_simple  # noqa: E402

port, directory = int(sys.argv[1]), sys.argv[2]


def get_account(self):
    account = {
        "DedicatedIpAutoWarmupEnabled": False,
        "EnforcementStatus": "HEALTHY",
        "ProductionAccessEnabled": True,
        "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 3.0},
        "SendingEnabled": True,
    }
    return 200, {"Content-Type": "application/json"}, json.dumps(account)


if not hasattr(SESV2Response, "get_account"):
    SESV2Response.get_account = get_account
url_paths.setdefault("{0}/v2/email/account$", SESV2Response.dispatch)


def sign_what_was_sent(self, create=IAMRequestBase._create_aws_request):
    # moto 5.2.5 takes the headers for the body of a request that has none.
    self._data = self._data if self._body else b""
    return create(self)


IAMRequestBase._create_aws_request = sign_what_was_sent


class Dispatcher(DomainDispatcherApplication):
    def infer_service_region_host(self, environ, path):
        # Both versions of SES sign as "ses"; only the path tells them apart.
        host = super().infer_service_region_host(environ, path)
        if environ.get("PATH_INFO", "").startswith("/v2/email/"):
            return "sesv2"
        return host


# moto answers in the XML of SES v1; AWS's v2 says it in JSON, with these names.
ERRORS = {
    "SignatureDoesNotMatch": "InvalidSignatureException",
    "InvalidClientTokenId": "UnrecognizedClientException",
    "AccessDenied": "AccessDeniedException",
}


def in_json(application):
    def answer(environ, start_response):
        started = []
        body = b"".join(application(environ, lambda *line: started.append(line)))
        status, headers = started[-1][:2]
        found = re.search(rb"<Code>(.*?)</Code><Message>(.*?)</Message>", body, re.DOTALL)
        if found and environ.get("PATH_INFO", "").startswith("/v2/email/"):
            code, message = (part.decode() for part in found.groups())
            body = json.dumps({"message": message}).encode()
            headers = [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
                ("x-amzn-ErrorType", ERRORS.get(code, code)),
            ]
        start_response(status, headers)
        return [body]

    return answer


def make_user(name, actions):
    iam = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
    iam.create_user("us-east-1", name)
    if actions:
        statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        iam.put_user_policy(name, "policy", json.dumps(policy))
    key = iam.create_access_key(name)
    return {"access_key_id": key.access_key_id, "secret_access_key": key.secret_access_key}


users = {"mailer": make_user("mailer", ["ses:*"]), "nobody": make_user("nobody", [])}
with open(os.path.join(directory, "users.json"), "w", encoding="utf-8") as file:
    json.dump(users, file)

run_simple(
    "127.0.0.1",
    port,
    in_json(Dispatcher(create_backend_app)),
    threaded=True,
    request_handler=MotoRequestHandler,
)
