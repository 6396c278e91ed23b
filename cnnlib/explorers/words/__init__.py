"""What the explorers say where no script runs, a folder a language: summaries and pictures.

What they say on the page stands under ``js/text/`` in the same way. The environment variable
CNNLIB_LANGUAGE names the language of both before cnnlib is imported; without it, it is the book's.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from cnnlib._language import LANGUAGE

__all__ = ["LANGUAGE", "words_of"]


def words_of(explorer: str, language: str = LANGUAGE) -> ModuleType:
    """Return the table of what an explorer says.

    Examples
    --------
    >>> words_of("pooling", "en").INPUT
    'input'
    """
    languages = [module.name for module in iter_modules(__path__)]
    if language not in languages:
        raise ValueError(f"CNNLIB_LANGUAGE must be one of {languages}, got {language!r}")
    return import_module(f"{__name__}.{language}.{explorer}")
