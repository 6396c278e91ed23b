"""Launch and repository buttons, only where the repository's address is known.

``REPO_URL=https://github.com/owner/name make book`` turns them on. Without it a page offers its
notebook for download and nothing that leads elsewhere.
"""

from __future__ import annotations

import os
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

# What is there, tools/reader.py makes from main: notebooks in plain Markdown that run alone.
BRANCH = "notebooks"
LAUNCHERS = {
    "notebook_interface": "jupyterlab",
    "binderhub_url": "https://mybinder.org",
    "colab_url": "https://colab.research.google.com",
}


def add_buttons(app: Sphinx, config: Config) -> None:
    url = os.environ.get("REPO_URL", "").rstrip("/")
    options = config.html_theme_options
    if not url:
        options.update(repository_url="", launch_buttons={})
        return
    if not url.startswith("https://") or url.count("/") != 4:
        raise ConfigError(f"REPO_URL must look like https://github.com/owner/name, got {url!r}")
    options.update(
        repository_url=url,
        repository_branch=BRANCH,
        launch_buttons=LAUNCHERS,
        use_repository_button=True,
        use_issues_button=True,
    )


def setup(app: Sphinx) -> dict[str, Any]:
    # Before the theme reads its options.
    app.connect("config-inited", add_buttons, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
