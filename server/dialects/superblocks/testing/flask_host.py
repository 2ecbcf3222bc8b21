"""A host's back end in Flask with requests: answers its page with a session token that it requests. Prints its port."""

import logging
import sys
from types import SimpleNamespace

import requests
from flask import Flask, jsonify
from werkzeug.serving import make_server

SERVER_URL, ACCESS_TOKEN = sys.argv[1:3]
USER = SimpleNamespace(id=7, email="ada@customer.example", name="Ada Lovelace", organization_id="4242")

app = Flask(__name__)
logging.getLogger("werkzeug").disabled = True


@app.route("/token", methods=["GET"])
def token():
    response = requests.post(
        f"{SERVER_URL}/api/v1/public/token",
        headers={"Authorization": f"Bearer {ACCESS_TOKEN}", "Content-Type": "application/json"},
        json={
            "email": USER.email,
            "name": USER.name,
            "metadata": {"externalUserId": USER.id, "externalOrgId": USER.organization_id},
        },
        timeout=10,
    )
    body = response.json()
    if response.status_code == 200:
        return jsonify(body)
    return jsonify({"error": body["error"], "detail": body["error_description"]}), response.status_code


server = make_server("127.0.0.1", 0, app)
print(server.server_port, flush=True)
server.serve_forever()
