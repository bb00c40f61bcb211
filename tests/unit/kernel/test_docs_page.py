"""The page of the API's documentation needs nothing but the process that serves it."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
import structlog
from prometheus_client import CollectorRegistry

from hallpass.kernel.app import Surroundings, create_app
from hallpass.kernel.ids import CountedIds
from hallpass.kernel.telemetry import Telemetry

ADDRESS = re.compile(r"(?:src|href)=\"([^\"]*)\"")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    surroundings = Surroundings(CountedIds(), Telemetry(CollectorRegistry()), structlog.get_logger())
    app = create_app("A <demo>", [], surroundings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://suite") as client:
        yield client


async def test_no_address_in_the_page_leads_elsewhere(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs")).text
    assert "://" not in page
    assert not [address for address in ADDRESS.findall(page) if address.startswith("/")]
    assert "://" not in (await client.get("/docs/start.js")).text


async def test_every_file_that_the_page_names_is_served_here(client: httpx.AsyncClient) -> None:
    page = await client.get("/docs")
    named = [address for address in ADDRESS.findall(page.text) if not address.startswith("data:")]
    assert len(named) == 4
    kinds = {}
    for address in named:
        answer = await client.get(str(page.url.join(address)))
        assert answer.status_code == 200
        kinds[address.rpartition(".")[2]] = answer.headers["content-type"].partition(";")[0]
    assert kinds == {"css": "text/css", "js": "text/javascript", "json": "application/json"}


async def test_the_browser_is_held_to_this_process_and_to_scripts_that_are_files(client: httpx.AsyncClient) -> None:
    answer = await client.get("/docs")
    rules = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert not re.search(r"<script(?![^>]*src=)", answer.text)


async def test_it_is_a_swagger_ui_that_reads_this_documents_version(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1.")
    bundle = (await client.get("/docs/swagger-ui-bundle.js")).text
    assert "SwaggerUIBundle" in bundle
    assert "openapi-3-1" in bundle


async def test_the_title_cannot_break_out(client: httpx.AsyncClient) -> None:
    assert "A &lt;demo&gt;: API documentation" in (await client.get("/docs")).text
