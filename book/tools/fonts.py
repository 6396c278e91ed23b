"""Cut the site's two fonts down to the signs that the site uses, and name its icons.

    python -m book.tools.fonts MATH.woff2 ICONS.woff2      needs fonttools and brotli

MATH is STIX Two Math (npm @fontsource/stix-two-math). ICONS is Font Awesome's solid face, which
pydata-sphinx-theme carries. Run it again when a page needs a sign that is missing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset

from book import ROOT

FONTS = ROOT / "_static" / "fonts"

# Latin, Greek, punctuation, letter-like signs, arrows, operators, brackets and stretchy pieces.
MATH = "20-7E,A0-FF,131,2C6-2DD,300-338,370-3FF,2000-206F,20D0-20F0,2100-214F,2190-21FF,2200-22FF"
# Floor, ceiling and the parts tall brackets are built of; then mathematical letters and digits.
MATH += ",2300-23FF,25A0-25FF,27C0-27EF,2A00-2AFF,1D400-1D467,1D538-1D56B,1D6A4-1D7CB"

# Every icon that the theme and its extensions put on a page: Font Awesome's code for it, and the
# names under which templates ask for it (none where a style sheet asks for the code itself).
ICONS = {
    "f002": ["search", "magnifying-glass"],
    "f00c": ["check"],
    "f00d": ["xmark", "times"],
    "f010": [],  # magnifying glass with a minus
    "f015": ["home", "house"],
    "f019": ["download"],
    "f03a": ["list"],
    "f03b": ["outdent"],
    "f042": ["circle-half-stroke"],
    "f057": [],  # cross in a circle
    "f058": [],  # tick in a circle
    "f05a": [],  # i in a circle
    "f062": ["arrow-up"],
    "f064": [],  # share
    "f065": ["expand"],
    "f06a": [],  # exclamation mark in a circle
    "f071": [],  # exclamation mark in a triangle
    "f078": ["chevron-down"],
    "f0c9": ["bars"],
    "f0eb": ["lightbulb"],
    "f0f3": [],  # bell
    "f104": ["angle-left"],
    "f105": ["angle-right"],
    "f107": [],  # angle down
    "f121": ["code"],
    "f126": ["code-branch", "github", "square-github", "gitlab", "square-gitlab"],
    "f135": ["rocket"],
    "f141": ["ellipsis"],
    "f15b": ["file"],
    "f15c": ["file-lines"],
    "f185": ["sun"],
    "f186": ["moon"],
    "f1c1": ["file-pdf"],
    "f303": ["pencil", "pencil-alt"],
    "f35d": [],  # arrow out of a box
}


def cut(source: str, unicodes: str, target: Path, *options: str) -> None:
    subset.main(
        [source, f"--unicodes={unicodes}", "--flavor=woff2", f"--output-file={target}", *options]
    )
    print(f"{target.name}: {target.stat().st_size:,} bytes")


def write_icon_rules(target: Path) -> None:
    rules = [
        ",".join(f".fa-{name}::before" for name in names) + f'{{content:"\\{code}"}}'
        for code, names in ICONS.items()
        if names
    ]
    target.write_text("/* Written by book/tools/fonts.py. */\n" + "\n".join(rules) + "\n")


if __name__ == "__main__":
    math, icons = sys.argv[1:]
    cut(math, MATH, FONTS / "stix-two-math.woff2", "--layout-features=math,ssty,dtls,flac")
    # The license of Font Awesome reserves its name: a changed font must not carry it.
    cut(icons, ",".join(ICONS), FONTS / "icons.woff2", "--name-IDs=")
    write_icon_rules(FONTS / "icons.css")
