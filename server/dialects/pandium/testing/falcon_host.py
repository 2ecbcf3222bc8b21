"""A host's back end: signs a token with PyJWT and redirects to the auth-only page. Prints its port."""

import sys
import time
from wsgiref.simple_server import WSGIRequestHandler, make_server

import falcon
import jwt

PAGE = "https://connect.example.com/vendor/connector/auth"
SECRET = sys.argv[1]


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


class Connect:
    def on_get(self, request, _response):
        claims = {"sub": "test-pandium-com", "iat": int(time.time())}
        if not request.get_param_as_bool("minimal"):
            claims["ti"] = {"udn": "Pandium Test", "xti": {"integration_name": "gwt2hs", "connector_name": "gwt"}}
        token = jwt.encode(claims, SECRET, algorithm="HS256")
        raise falcon.HTTPTemporaryRedirect(f"{PAGE}?tenant={token}")


app = falcon.App()
app.add_route("/connect", Connect())
server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
print(server.server_port, flush=True)
server.serve_forever()
