"""A bare FastAPI route that makes the broker's two calls with httpx, and none of the care.

It verifies nothing, judges nothing, and keeps every token in its memory: what `bench/broker.py`
measures the broker against. Run by uvicorn as `bench.bare_broker:app`.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI, Request

_FEDERATED = "federated-connection-access-token"
EXCHANGE = {
    "grant_type": f"urn:auth0:params:oauth:grant-type:token-exchange:{_FEDERATED}",
    "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
    "requested_token_type": f"http://auth0.com/oauth/token-type/{_FEDERATED}",
}
LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=200)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep one pool of connections."""
    async with httpx.AsyncClient(trust_env=False, timeout=60, limits=LIMITS) as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/v2/plans")
async def plans(request: Request) -> Any:
    """Exchange, ask GitHub who it is, and return that."""
    client: httpx.AsyncClient = request.app.state.client
    subject = request.headers["authorization"].removeprefix("Bearer ")
    form = EXCHANGE | {
        "subject_token": subject,
        "connection": os.environ["AEGIS_CONNECTION"],
        "client_id": os.environ["AEGIS_VAULT_CLIENT_ID"],
        "client_secret": os.environ["AEGIS_VAULT_CLIENT_SECRET"],
    }
    exchanged = await client.post(f"{os.environ['AEGIS_ISSUER']}oauth/token", data=form)
    token = exchanged.raise_for_status().json()["access_token"]
    answer = await client.get(
        f"{os.environ['AEGIS_GITHUB_API']}/user", headers={"authorization": f"Bearer {token}"}
    )
    return answer.raise_for_status().json()
