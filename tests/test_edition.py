"""An edition of the site: names made of contents, and what each page needs."""

import hashlib

import pytest

from book.model import BOOK
from book.sphinx import edition
from book.sphinx.edition import Edition, code, manifest, write_edition

PICTURE = f"_images/{'0f' * 32}.png"
PART = "_static/widgets/0123456789ab.js"


def stamp(content):
    return hashlib.sha256(content.encode()).hexdigest()[:8]


@pytest.fixture
def site(tmp_path):
    """Write a site of two pages, each of which names what it needs in the ways that pages do."""
    files = {
        "index.html": '<link href="_static/a.css?v=old"><a href="parts/one.html">one</a>'
        '<a href="book.epub">a file</a><img src="cover.png">',
        "parts/one.html": '<script>x.src = "../_static/a.js";</script><img src="../cover.png">'
        f'<img src="../{PICTURE}"><script>{{"code": "0123456789ab", "state": "none"}}</script>'
        '<img src="https://example.org/elsewhere.png"><img src="../../outside.png">',
        "404.html": '<img src="cover.png">',
        "_static/no-page.html": "",
        "_static/a.css": 'p { background: url("../ground.svg") }',
        "_static/a.js": "1;",
        PART: "2;",
        PICTURE: "a picture",
        "cover.png": "a cover",
        "ground.svg": "<svg/>",
        "book.epub": "",
        "unused.png": "",
    }
    for name, content in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return tmp_path


def test_a_page_names_what_it_needs_by_content(site):
    found = Edition(site)
    css = f'p {{ background: url("../ground.svg?v={stamp("<svg/>")}") }}'
    assert (site / "_static/a.css").read_text() == css
    index = (site / "index.html").read_text()
    assert f'href="_static/a.css?v={stamp(css)}"' in index
    assert f'src="cover.png?v={stamp("a cover")}"' in index
    one = (site / "parts/one.html").read_text()
    assert f'x.src = "../_static/a.js?v={stamp("1;")}"' in one
    assert f'"../{PICTURE}"' in one
    assert '"../../outside.png"' in one
    assert list(found.pages) == ["index.html", "parts/one.html"]
    assert found.pages["index.html"] == (
        stamp(index),
        [
            f"_static/a.css?v={stamp(css)}",
            f"cover.png?v={stamp('a cover')}",
            f"ground.svg?v={stamp('<svg/>')}",
        ],
    )
    assert found.pages["parts/one.html"][1] == [
        PICTURE,
        f"_static/a.js?v={stamp('1;')}",
        PART,
        f"cover.png?v={stamp('a cover')}",
    ]


def test_stamping_again_changes_nothing_and_a_page_stays_as_old_as_it_was(site):
    page = site / "parts/one.html"
    before = page.stat().st_mtime_ns
    first = Edition(site).listed()
    assert page.stat().st_mtime_ns == before
    assert Edition(site).listed() == first
    (site / "_static/a.js").write_text("3;")
    second = Edition(site).listed()
    assert first["pages"]["index.html"] == second["pages"]["index.html"]
    assert first["pages"]["parts/one.html"] != second["pages"]["parts/one.html"]


def test_the_worker_knows_the_edition(site):
    write_edition(site)
    worker = (site / "sw.js").read_text(encoding="utf-8")
    assert f"_static/a.js?v={stamp('1;')}" in worker
    assert "unused.png" not in worker
    write_edition(site)
    assert (site / "sw.js").read_text(encoding="utf-8") == worker


def test_a_site_in_a_folder_of_another_is_left_to_its_own_worker(site):
    (site / "zh").mkdir()
    (site / "zh" / "index.html").write_text('<img src="../cover.png">')
    assert "zh/index.html" in Edition(site).pages
    write_edition(site / "zh")
    assert list(Edition(site).pages) == ["index.html", "parts/one.html"]


def test_the_manifest_names_the_book_and_pictures_that_are_there():
    told = manifest()
    assert told["name"] == BOOK.config["title"]
    assert told["start_url"] == "index.html"
    assert [icon["purpose"] for icon in told["icons"]] == ["any", "any", "maskable"]
    for name, size, _ in edition.ICONS:
        content = (BOOK.root / "_static" / "icons" / name).read_bytes()
        # Where a PNG has its width and height.
        width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
        assert f"{width}x{height}" == size


def test_the_words_of_the_box_are_all_said():
    source = (edition.OFFLINE / edition.PANEL).read_text(encoding="utf-8")
    assert "offlineWords" in source
    for name in edition.table()["offline_box"]:
        assert f'"{name}"' in source, name
    assert "home screen" in code(edition.PANEL, offlineWords=edition.table()["offline_box"])
