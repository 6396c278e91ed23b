"""Write .zenodo.json, which Zenodo reads when a release becomes a deposit with a DOI.

It says in Zenodo's words what CITATION.cff says, and that there are two licenses. The version is
that of the release.
"""

from __future__ import annotations

import json
from typing import Any

from book import ROOT
from book.rights import cited, licenses

ZENODO = ".zenodo.json"


def deposit(about: dict[str, Any]) -> str:
    """Return the file for Zenodo.

    A deposit has one license: that of the code, as for any software. The notes have both.
    """
    derived = [entry["url"] for entry in about.get("references", []) if "url" in entry]
    facts = {
        "title": about["title"],
        "description": about["abstract"],
        "upload_type": about["type"],
        "creators": [{"name": author["name"]} for author in about["authors"]],
        "keywords": about["keywords"],
        "access_right": "open",
        "license": about["license"][0],
        "notes": licenses(),
    }
    if derived:
        facts["related_identifiers"] = [
            {"identifier": url, "relation": "isDerivedFrom", "scheme": "url"} for url in derived
        ]
    return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    (ROOT / ZENODO).write_text(deposit(cited()), encoding="utf-8")
    print(f"{ZENODO}: stored")
