"""A small OpenID Connect provider, run as a process of its own on loopback: discovery, code with PKCE, userinfo, keys.

Whoever comes is signed in as the person that POST /control said last. The same call makes the provider answer wrongly in one way.
"""

import base64
import hashlib
import json
import secrets
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any, override
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "planner", "a secret that the two share"
GOOD: dict[str, Any] = {"claims": {}, "wrong": "", "userinfo": {}}

control: dict[str, Any] = dict(GOOD)
codes: dict[str, dict[str, str]] = {}


class Handler(BaseHTTPRequestHandler):
    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""

    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.connection.getsockname()[1]}"

    def reply(self, said: object, status: int = 200) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/.well-known/openid-configuration" and control["wrong"] == "sent elsewhere":
            self.send_response(302)
            self.send_header("Location", "/moved")
            self.end_headers()
        elif url.path in ("/.well-known/openid-configuration", "/moved"):
            endpoints = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo", "jwks_uri": "keys"}
            issuer = "http://127.0.0.1:1" if control["wrong"] == "issuer in discovery" else self.issuer()
            said: dict[str, Any] = {name: f"{self.issuer()}/{place}" for name, place in endpoints.items()}
            nonsense = control["wrong"] == "discovery"
            self.reply({} if nonsense else said | {"issuer": issuer, "token_endpoint_auth_methods_supported": ["client_secret_post"]})
        elif url.path == "/authorize":
            right = asked.get("client_id") == CLIENT and asked.get("response_type") == "code" and asked.get("code_challenge_method") == "S256"
            if not right or "openid" not in asked.get("scope", ""):
                return self.reply({"error": "invalid_request"}, 400)
            code = secrets.token_urlsafe(16)
            codes[code] = asked
            back = {"error": "access_denied"} if control["wrong"] == "cancelled" else {"code": code}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back | {'state': asked['state']})}")
            self.end_headers()
        elif url.path == "/keys":
            key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            self.reply({"keys": [key | {"kid": "one", "use": "sig", "alg": "RS256"}]})
        elif url.path == "/userinfo":
            self.reply(control["userinfo"])
        else:
            self.reply({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/control":
            control.update(GOOD | json.loads(body))
            return self.reply({})
        said = {str(name): str(values[0]) for name, values in parse_qs(body.decode()).items()}
        asked = codes.pop(said.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(said.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        known = (said.get("client_id"), said.get("client_secret")) == (CLIENT, SECRET)
        if asked is None or not known or proof != asked["code_challenge"] or said["redirect_uri"] != asked["redirect_uri"]:
            return self.reply({"error": "invalid_grant"}, 400)
        self.reply({"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": self.token(asked)})

    def token(self, asked: dict[str, str]) -> str:
        wrong, now = control["wrong"], int(time())
        claims: dict[str, Any] = {"iss": self.issuer(), "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked.get("nonce", "")}
        if "max_age" in asked:
            claims["auth_time"] = now - (3600 if wrong == "not asked once more" else 0)
        spoilt: dict[str, dict[str, Any]] = {
            "nonce": {"nonce": "another"},
            "audience": {"aud": "somebody else"},
            "several audiences": {"aud": [CLIENT, "somebody else"], "azp": "somebody else"},
            "issuer": {"iss": "http://127.0.0.1:1"},
            "expired": {"iat": now - 900, "exp": now - 600},
        }
        claims |= spoilt.get(wrong, {})
        if wrong == "no signature":
            return jwt.encode(claims | control["claims"], "", algorithm="none", headers={"kid": "one"})
        if wrong == "shared secret":
            return jwt.encode(claims | control["claims"], SECRET * 2, algorithm="HS256", headers={"kid": "one"})
        key = OTHER_KEY if wrong == "signature" else KEY
        return jwt.encode(claims | control["claims"], key, algorithm="RS256", headers={"kid": "two" if wrong == "key" else "one"})


if __name__ == "__main__":
    # Not where a test imports the two names above: a key takes a quarter of a second.
    KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
