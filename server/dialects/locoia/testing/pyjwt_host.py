"""A back end that signs tokens with PyJWT. Reads lines of JSON {"secret", "claims"}, and prints one token for each."""

import json
import sys
import time

import jwt

FOUR_DAYS = 4 * 24 * 60 * 60

for line in sys.stdin:
    order = json.loads(line)
    issued_at = int(time.time())
    payload = {"iat": issued_at, "exp": issued_at + FOUR_DAYS, **order["claims"]}
    print(jwt.encode(payload, order["secret"], algorithm="HS256"), flush=True)
