"""Ask an application without a network."""

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI

BASE = "http://testserver"


def ask(app: FastAPI, method: str, path: str, **request: Any) -> httpx.Response:
    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            return await client.request(method, path, **request)

    return asyncio.run(answer())
