"""Code has an element for what has a color of its own, and none for what looks like plain text.

Names, punctuation and the room between them are two thirds of a program's pieces. A page has
thousands, and a browser finds a style for each. It also says of how many lines it is, so that the
style sheet leaves room for code that is not laid out yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

from pygments.formatters import HtmlFormatter
from pygments.styles import get_style_by_name
from pygments.token import Text, _TokenType
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.highlighting import PygmentsBridge


def look_alike(styles: Iterable[str]) -> set[_TokenType]:
    """Return the kinds of pieces that every one of these styles gives the look of plain text."""
    known = [get_style_by_name(name) for name in styles]
    plain = [style.style_for_token(Text) for style in known]
    return {
        kind
        for kind in known[0].styles
        if [style.style_for_token(kind) for style in known] == plain
    }


def color_sparingly(app: Sphinx, config: Config) -> None:
    options = config.html_theme_options
    plain = look_alike(options[f"pygments_{mode}_style"] for mode in ("light", "dark"))

    class Formatter(HtmlFormatter[str]):
        def format(self, tokensource: Iterable[tuple[_TokenType, str]], outfile: IO[str]) -> None:
            pieces = [(Text if kind in plain else kind, text) for kind, text in tokensource]
            self.prestyles = f"--lines: {sum(text.count(chr(10)) for _, text in pieces)}"
            super().format(pieces, outfile)

    PygmentsBridge.html_formatter = Formatter


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("config-inited", color_sparingly)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
