"""The page that shows the API's document: Swagger UI with every file from this process, so that it needs no internet.

The files come with the package fastapi-offline. A policy in the page's headers holds the browser to what this serves.
"""

from html import escape
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

PATH = "/docs"

POLICY = (
    "default-src 'none'; script-src 'self'; "
    # Swagger UI writes styles into its elements, and its icons are data in its style sheet.
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy of the page."""

HEADERS = {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: API documentation</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<noscript>This page needs JavaScript. The same as data: <a href="openapi.json">openapi.json</a>.</noscript>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
"""

_START = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null,
});
"""
"""A file of its own, because the policy allows no script within the page."""


def docs_router(title: str) -> APIRouter:
    """The page at /docs and the three files that it loads. They need no token and show nothing about anybody."""
    router = APIRouter(include_in_schema=False)
    page = _PAGE.format(title=escape(title))
    static = Path(str(files("fastapi_offline"))) / "static"

    @router.get(PATH)
    async def docs() -> Response:
        return Response(page, media_type="text/html", headers=HEADERS)

    @router.get(f"{PATH}/start.js")
    async def start() -> Response:
        return Response(_START, media_type="text/javascript", headers=HEADERS)

    @router.get(f"{PATH}/swagger-ui-bundle.js")
    async def script() -> FileResponse:
        return FileResponse(static / "swagger-ui-bundle.js", media_type="text/javascript", headers=HEADERS)

    @router.get(f"{PATH}/swagger-ui.css")
    async def style() -> FileResponse:
        return FileResponse(static / "swagger-ui.css", media_type="text/css", headers=HEADERS)

    return router
