"""The buttons at the head of a page.

Those that lead to a service or to the repository stand only where the repository's address is
known: ``REPO_URL=https://github.com/owner/name make book`` turns them on. Without it a page offers
its notebook for download and nothing that leads elsewhere. ``HUB_URL=https://hub.example.org``
beside it adds a link that opens the notebook in a class's own JupyterHub.
"""

from __future__ import annotations

import os
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from book.words import text

# What is there, book/tools/reader.py makes from main: notebooks in plain Markdown that run alone.
BRANCH = "notebooks"
LAUNCHERS = {
    "notebook_interface": "jupyterlab",
    "binderhub_url": "https://mybinder.org",
    "colab_url": "https://colab.research.google.com",
}


# The hub's link is found among the buttons by what the theme calls it.
JUPYTERHUB = "JupyterHub"


def add_buttons(app: Sphinx, config: Config) -> None:
    url = os.environ.get("REPO_URL", "").rstrip("/")
    hub = os.environ.get("HUB_URL", "").rstrip("/")
    options = config.html_theme_options
    # book/tools/build.py says where the site is.
    config.html_baseurl = os.environ.get("SITE_URL", "")
    if hub and not hub.startswith(("https://", "http://")):
        raise ConfigError(f"HUB_URL must look like https://hub.example.org, got {hub!r}")
    if hub and not url:
        raise ConfigError("HUB_URL needs REPO_URL beside it: from there the hub gets the notebooks")
    if not url:
        options.update(repository_url="", launch_buttons={})
        return
    if not url.startswith("https://") or url.count("/") != 4:
        raise ConfigError(f"REPO_URL must look like https://github.com/owner/name, got {url!r}")
    options.update(
        repository_url=url,
        repository_branch=BRANCH,
        launch_buttons={**LAUNCHERS, "jupyterhub_url": hub} if hub else LAUNCHERS,
        use_repository_button=True,
        use_issues_button=True,
    )


def offer_notebooks_alone(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Take the download away where the source is Markdown: MyST, which no other program shows."""
    if context.get("page_source_suffix") != ".md":
        return
    # Sphinx copies a source by this name.
    context["sourcename"] = ""
    for group in context["header_buttons"]:
        if group["label"] == "download-buttons":
            group["buttons"] = [
                button for button in group["buttons"] if button["label"] != "download-source-button"
            ]


def name_the_hub(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Say whose hub it is: a student knows that, and perhaps not what a JupyterHub is."""
    for group in context["header_buttons"]:
        for button in group.get("buttons", []):
            if button.get("text") == JUPYTERHUB:
                button["text"], button["tooltip"] = text("hub.open"), text("hub.opens")


def setup(app: Sphinx) -> dict[str, Any]:
    # Before the theme reads its options.
    app.connect("config-inited", add_buttons, priority=100)
    # After the theme has set the buttons up.
    app.connect("html-page-context", offer_notebooks_alone, priority=600)
    app.connect("html-page-context", name_the_hub, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
