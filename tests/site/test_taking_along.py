"""What a reader takes away from a page: paper, commands, formulas; and where no page is."""

import re

import pytest
from accessibility import FADED, violations
from conftest import Visit

from book.model import BOOK
from book.tools.serving import Handler, serving

CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PASTED = "navigator.clipboard.readText()"
CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
# Everything that is neither light ground nor dark on it, on a page that prints.
DARK_ON_PAPER = """() => {
  const light = (color) => {
    const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number);
    return a < 0.5 ? null : (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
  };
  return [...document.querySelectorAll("body, body *")]
    .filter((each) => each.offsetWidth * each.offsetHeight && !each.closest("svg"))
    .filter((each) => {
      const style = getComputedStyle(each);
      const ground = light(style.backgroundColor);
      const says = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      return (ground !== null && ground < 0.6) || (says && light(style.color) > 0.55);
    })
    .map((each) => each.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize(
    "path",
    [
        "chapters/pooling.html",
        "chapters/vgg16.html",
        "chapters/command-line.html",
        "teaching/padding.html",
        "slides/padding.html",
        "search.html?q=pooling",
        "404.html",
    ],
)
def test_what_is_dark_on_the_screen_prints_black_on_white(path, visit):
    page = visit(color_scheme="dark").open(path)
    page.wait_for_timeout(300)
    dark = page.evaluate(DARK_ON_PAPER)
    assert dark, "the page is not dark"
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate(FADED)
    assert page.evaluate(DARK_ON_PAPER) == []
    page.emulate_media(media="screen", color_scheme="dark")
    page.evaluate(FADED)
    assert len(page.evaluate(DARK_ON_PAPER)) > 1


def test_the_printer_sees_the_light_colors_before_the_first_page(visit):
    page = visit(color_scheme="dark").open("chapters/pooling.html")
    page.evaluate(
        """() => addEventListener("afterprint", () => (globalThis.after = 1), { once: true });
           addEventListener("beforeprint", () =>
             (globalThis.printed = document.documentElement.dataset.theme), { once: true })"""
    )
    page.pdf()
    assert page.evaluate("printed") == "light"
    page.locator("html[data-theme=dark]").wait_for()


@pytest.mark.parametrize(
    ("path", "place", "pasted"),
    [
        ("chapters/command-line.html", 0, "cnnlib count lenet --convention macs"),
        (
            "chapters/command-line.html",
            1,
            "cnnlib compare lenet --conventions paddle,macs,flops,thop,ptflops-pytorch,calflops",
        ),
        (
            "chapters/command-line.html",
            -1,
            "import cnnlib\n"
            'report = cnnlib.count(cnnlib.VGG16(), (1, 3, 224, 224), "flops")\n'
            'report.peak_bytes, report.peak, report.astype("float16").peak_bytes\n'
            "report.parameter_bytes, report.training_flops, "
            'report.training_bytes_by_optimizer["adam"]\n'
            'print(report.select("window", "live_bytes").to_csv().splitlines()[1])\n'
            'stem = cnnlib.Conv2D(3, 32, 3, stride=2, padding="SAME")\n'
            "report = cnnlib.differences("
            'stem, (1, 3, 224, 224), source="tensorflow", target="opencv")\n'
            "[(row.layer, row.crossing.severity) for row in report.rows]\n"
            "from cnnlib.description import from_json, to_json\n"
            'net, input_size = from_json(\'{"layers": [{"type": "KMaxPool", "k": 2}]}\')\n'
            "net\n"
            "net[0].axis = 1\n"
            "print(to_json(net, (1, 4, 8, 8)))",
        ),
    ],
)
def test_a_copy_button_takes_what_is_typed_and_no_more(path, place, pasted, visit):
    page = visit(**CLIPBOARD).open(path)
    page.locator(".highlight:has(pre)").nth(place).hover()
    page.locator("button.copybtn").nth(place).click()
    assert page.evaluate(PASTED) == pasted


def test_no_copy_button_takes_a_prompt_or_an_output(visit, soups):
    for path, soup in soups.items():
        for pre in soup.select(".highlight-console pre"):
            # All that is typed has its prompt, so that the button knows it from what is printed.
            assert pre.get_text().startswith("$ "), f"{path.name}: {pre.get_text()[:60]}"
    page = visit().open("chapters/pooling.html")
    assert page.locator(".cell_input button.copybtn").count() > 3
    assert page.locator(".cell_output button.copybtn").count() == 0


def test_all_chinese_on_the_site_says_that_it_is_chinese(html, soups):
    said = 0
    for path, soup in soups.items():
        for text in soup.find_all(string=CHINESE):
            if text.parent.name == "script":
                continue
            assert text.find_parent(attrs={"lang": "zh"}), f"{path.name}: {text[:60]}"
            said += 1
        for tag in soup.find_all(True):
            for name in ("alt", "title", "aria-label", "placeholder", "content"):
                assert not CHINESE.search(str(tag.get(name, ""))), (
                    f"{path.name}: {name} of {tag.name}"
                )
    assert said > 300
    glossary = (html / "chapters" / "glossary.html").read_text(encoding="utf-8")
    assert '<dd><p><span lang="zh">激活函数</span>. A function applied' in glossary
    assert '<dd><p>Adam <span lang="zh">优化器</span>. A way to train' in glossary


def test_a_formula_is_copied_as_latex_by_keyboard_and_by_finger(visit):
    for context in ({}, PHONE):
        visited = visit(**CLIPBOARD, **context)
        page = visited.open("chapters/padding.html")
        formula = page.locator("div.math:has(.eqno)").first
        tex = formula.locator("math").get_attribute("alttext")
        assert tex == r"n_\text{out} = n + 2p - k + 1"
        button = page.locator(".formula-copy button").first
        if context:
            button.tap()
        else:
            formula.focus()
            while page.locator(":focus").inner_text() != "Copy LaTeX":
                page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        page.get_by_text("Copied", exact=True).wait_for()
        assert page.evaluate(PASTED) == tex
        assert visited.complaints == []


def test_a_sentence_is_copied_with_its_formulas_as_latex(visit):
    page = visit(**CLIPBOARD).open("chapters/padding.html")
    page.evaluate(
        """() => getSelection().selectAllChildren(
          [...document.querySelectorAll("article p")].find((p) => p.querySelector("math")))"""
    )
    page.keyboard.press("Control+c")
    pasted = page.evaluate(PASTED)
    assert "so it starts $k - 1$ pixels before the end of the row." in pasted


def test_what_is_copied_with_formulas_is_what_is_seen(visit):
    page = visit(**CLIPBOARD).open("chapters/padding.html")
    page.evaluate(
        r"""() => {
          const box = document.createElement("div");
          const formula = document.querySelector("article p math").outerHTML;
          box.innerHTML = `<p>First ${formula} part.</p>
            <p>Second <span hidden>HIDDEN</span><button>PRESS</button
              ><span class="headerlink">#</span>.</p>
            <details><summary>Folded</summary><p>FOLDED ${formula}</p></details>
            <table><tr><td>a</td><td>${formula}</td></tr><tr><td>b</td><td>2</td></tr></table>`;
          document.querySelector("article").prepend(box);
          getSelection().selectAllChildren(box);
          window.before = box.innerHTML;
          window.box = box;
        }"""
    )
    tex = page.locator("article p math").first.get_attribute("alttext")
    page.keyboard.press("Control+c")
    lines = page.evaluate(PASTED).splitlines()
    assert lines == [
        f"First ${tex}$ part.",
        "",
        "Second .",
        "",
        "Folded",
        f"a\t${tex}$",
        "b\t2",
    ]
    assert page.evaluate("window.box.innerHTML === window.before")
    assert page.evaluate("getSelection().toString().includes('Second')")


def test_a_formula_selected_in_part_is_copied_whole(visit):
    page = visit(**CLIPBOARD).open("chapters/padding.html")
    page.evaluate(
        """() => {
          const math = document.querySelector("article p math");
          const walker = document.createTreeWalker(math.closest("p"), NodeFilter.SHOW_TEXT);
          const texts = [];
          while (walker.nextNode()) texts.push(walker.currentNode);
          const inside = texts.filter((text) => math.contains(text) && text.data.trim());
          const last = texts.at(-1);
          getSelection().setBaseAndExtent(inside.at(-1), 0, last, 3);
        }"""
    )
    tex = page.locator("article p math").first.get_attribute("alttext")
    page.keyboard.press("Control+c")
    assert page.evaluate(PASTED).startswith(f"${tex}$")


def test_every_formula_has_its_latex_in_words(html):
    for path in html.rglob("*.html"):
        for formula in re.findall(r"<math [^>]*>", path.read_text(encoding="utf-8")):
            assert re.search(r'alttext="[^"]+"', formula), f"{path.name}: {formula}"


class NotFound(Handler):
    """Answer as GitHub Pages does: where nothing is, with the site's own page."""

    def send_error(self, code, message=None, explain=None):
        body = (self.site / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)


@pytest.mark.parametrize("folder", ["", "cnn/"])
@pytest.mark.parametrize("missing", ["nothing.html", "chapters/nothing/at/all.html", "slides/"])
def test_where_no_page_is_the_way_goes_on(folder, missing, html, browser, tmp_path):
    root = tmp_path
    if folder:
        (tmp_path / folder.rstrip("/")).symlink_to(html)
    else:
        root = html
    handler = type("Here", (NotFound,), {"site": html})
    with serving(root, handler) as address:
        visited = Visit(browser, address, **PHONE, color_scheme="dark")
        page = visited.open(f"{folder}{missing}x")
        page.get_by_role("heading", name="Page not found").wait_for()
        (number,) = (each.number for each in BOOK.chapters if each.name == "padding")
        page.wait_for_function(f"document.baseURI === '{address}/{folder}'")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("link", name=f"{number}. Padding").click()
        page.wait_for_url(f"{address}/{folder}chapters/padding.html")
        page.go_back()
        page.wait_for_function(f"document.baseURI === '{address}/{folder}'")
        page.get_by_role("searchbox").fill("卷积核")
        page.get_by_role("button", name="Search").click()
        page.locator("#search-results li").first.wait_for()
        assert visited.elsewhere == []
        visited.context.close()
