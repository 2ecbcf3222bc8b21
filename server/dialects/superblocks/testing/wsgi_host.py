"""A host's back end in the shape of a Django view, with the standard library only. Prints its port.

It encodes the body itself and leaves the media type to urllib, which says that it is a form.
"""

import json
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, make_server

SERVER_URL, ACCESS_TOKEN = sys.argv[1:3]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def token_view(_environ, start_response):
    body = {
        "email": "ada@customer.example",
        "name": "Ada Lovelace",
        "groupIds": [],
        "metadata": {"externalUserId": 7, "externalOrgId": "4242"},
    }
    request = Request(
        f"{SERVER_URL}/api/v1/public/token",
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {ACCESS_TOKEN}"},
        method="POST",
    )
    try:
        with urlopen(request, timeout=10) as response:
            status, answer = "200 OK", json.load(response)
    except HTTPError as error:
        refused = json.load(error)
        status = f"{error.code} Refused"
        answer = {"error": refused["error"], "detail": refused["error_description"]}
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]


server = make_server("127.0.0.1", 0, token_view, handler_class=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
