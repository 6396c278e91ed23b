"""Cut the site's two fonts down to the signs that it uses, and write the rules that load them.

    python -m book.tools.fonts MATH.woff2 ICONS.woff2      needs fonttools and brotli

MATH is STIX Two Math (npm @fontsource/stix-two-math). ICONS is Font Awesome's solid face, which
pydata-sphinx-theme carries. Run it again when a page needs a sign that is missing: a browser that
has an older font asks for the new one, because its address ends in a hash.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from fontTools import subset

from book import ROOT

FONTS = ROOT / "_static" / "fonts"

# What formulas of the book are made of, and no more: every reader waits for this font. Letters,
# straight and slanted, with the Greek ones that the book has; a sum, a product and a root.
MATH = "20-7E,394,3B1-3B3,3B5,3B7,3BB,3BC,3C0,3C3,210E,2113,1D434-1D467"
MATH += ",1D6E5,1D6FC-1D6FE,1D700,1D702,1D706,1D707,1D70B,1D70E,1D715,3F5,1D716,2202,220F,2211,221A"
MATH += ",A0,D7,2C6,2C9,302,304,AF,2026,2061,22EF,2190,2192,2212,221E,2248,2264,2265,22C5,22C6"
# Brackets, the tall ones too.
MATH += ",2308-230B"

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


def loading(family: str, font: Path, *more: str) -> str:
    """Return the rule that loads a font when a page has something to set in it."""
    version = hashlib.sha256(font.read_bytes()).hexdigest()[:8]
    source = f'src:url("{font.name}?v={version}") format("woff2")'
    return f'@font-face{{font-family:"{family}";{";".join([*more, source])}}}'


def write_rules(math: Path, icons: Path, target: Path) -> None:
    # The theme's style sheets ask for its icons by these two names.
    rules = [loading("STIX Two Math", math, "font-display:swap")] + [
        loading(f"Font Awesome {version} Free", icons, "font-weight:900", "font-display:block")
        for version in (5, 6)
    ]
    rules += [
        ",".join(f".fa-{name}::before" for name in names) + f'{{content:"\\{code}"}}'
        for code, names in ICONS.items()
        if names
    ]
    target.write_text("/* Written by book/tools/fonts.py. */\n" + "\n".join(rules) + "\n")


if __name__ == "__main__":
    math, icons = FONTS / "stix-two-math.woff2", FONTS / "icons.woff2"
    cut(sys.argv[1], MATH, math, "--layout-features=math,ssty,dtls,flac")
    # The license of Font Awesome reserves its name: a changed font must not carry it.
    cut(sys.argv[2], ",".join(ICONS), icons, "--name-IDs=")
    write_rules(math, icons, FONTS / "fonts.css")
