"""Model files in the cost explorer: opened by button, drop and paste, and what is shown of them."""

import base64
import contextlib
import io
import json

import pytest
from driving import Driver
from test_cost_picture import PAGE
from test_explorer_cost import ALONE
from test_onnx_reading import RELU, field, model

from book import ROOT
from cnnlib.description import from_json
from cnnlib.explorers import CostExplorer
from cnnlib.explorers._sources import joined, style
from cnnlib.explorers.cost import handed_over

FILES = ROOT / "tests" / "golden" / "onnx_files"
RESNET = FILES / "resnet50.onnx"
GIVE = """([selector, kind, name, text]) => {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.codePointAt(0));
  const given = new DataTransfer();
  given.items.add(new File([bytes], name));
  const how = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent(kind, { ...how, clipboardData: given })
    : new DragEvent(kind, { ...how, dataTransfer: given });
  return document.querySelector(selector).dispatchEvent(event);
}"""


@pytest.fixture
def driver(browser, modules, request):
    """Show LeNet alone on a page, and fail if anything is asked for once it stands there.

    The parameter says whether a kernel stands behind the page.
    """
    page = browser.new_page()
    page.goto(f"{modules}/text/")
    page.set_content(PAGE)
    page.add_style_tag(content=style("cost/explorer.js"))
    explorer = CostExplorer(convention="macs")
    state = {name: getattr(explorer, name) for name in ("layers", "input_size", "convention")}
    host = ALONE.replace("const model = {", "const model = { widget_manager: 1,")
    alone = host if getattr(request, "param", False) else ALONE
    page.evaluate(alone, [joined("cost/explorer.js", **handed_over()), state])
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    yield Driver(page, "new")
    page.close()
    assert asked == []


def opened(driver):
    """Wait for what is said of a file, and return it."""
    said = driver.root.locator(".cx-opened")
    driver.page.wait_for_function(
        "!/^$|^Reading/.test(document.querySelector('.cx-opened').textContent)"
    )
    return said.inner_text()


def total(driver, name):
    return driver.root.locator(f'[data-total="{name}"] strong').get_attribute("data-value")


def give(driver, kind, name, data):
    text = base64.b64encode(data).decode()
    return driver.page.evaluate(GIVE, [".cx-totals", kind, name, text])


def test_a_file_is_opened_by_button_and_counted(driver):
    with driver.page.expect_file_chooser() as chooser:
        driver.press("Open an .onnx file")
    chooser.value.set_files(RESNET)
    assert opened(driver) == (
        "resnet50.onnx: 122 layers. It holds 25,507,944 trained numbers; exporters store equal "
        "arrays once."
    )
    assert total(driver, "flops") == "4089184256"
    rows = driver.settled().root.locator(".cx-layer[data-state='fits']")
    assert rows.count() == 122
    first = rows.first
    assert (
        first.locator(".cx-open").inner_text() == "Convolution 3 → 64, 7 × 7, stride 2, padding 3"
    )
    assert first.locator(".cx-origin").inner_text() == "n_conv1"
    assert rows.last.locator(".cx-patch").text_content() == "sees 224 × 224"
    joins = driver.root.locator(".cx-ties", has_text="reads ")
    assert joins.count() == 20
    assert "Nothing leaves this device" in driver.text(".cx-opening")
    # All conventions at once, by ../truth of the file for two of them.
    driver.unfold("by all conventions")
    flops = driver.root.locator('[data-convention="flops"] td').last
    assert flops.get_attribute("data-value") == str(2 * 4_089_184_256)
    driver.press("Undo")
    assert total(driver, "params") == "61610"
    assert driver.text(".cx-opened") == ""


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_file_is_dropped_or_pasted(driver, kind):
    assert kind == "paste" or give(driver, "dragover", "x.onnx", b"") is False
    assert (
        give(driver, kind, "squeezenet.onnx", (FILES / "squeezenet1_1.onnx").read_bytes()) is False
    )
    assert opened(driver).startswith(
        "squeezenet.onnx: 65 layers. It holds 1,233,288 trained numbers"
    )
    assert total(driver, "flops") == "349151936"
    assert driver.root.evaluate("root => root.classList.contains('cx-over')") is False


def test_a_file_that_is_none_says_so_and_changes_nothing(driver):
    give(driver, "drop", "notes.txt", b"{}")
    problem = driver.root.locator(".cx-problem:not(:empty)")
    problem.wait_for()
    assert problem.inner_text() == ("notes.txt: this is no whole ONNX file: byte 1 makes no sense")
    assert total(driver, "params") == "61610"
    assert driver.text(".cx-opened") == ""


def tensor_type(*sizes):
    dims = b"".join(
        field(1, field(1, size) if isinstance(size, int) else field(2, size)) for size in sizes
    )
    return field(2, field(1, field(1, 1) + field(2, dims)))


def test_an_operator_without_a_rule_is_named_and_its_share_is_said_to_be_missing(driver):
    einsum = field(1, b"y") + field(2, b"z") + field(4, b"Einsum")
    entry = field(1, b"x") + tensor_type(b"N", 3, b"height", b"width")
    output = field(1, b"z") + tensor_type(1, 8)
    give(driver, "drop", "own.onnx", model(RELU, einsum, _11=entry, _12=output))
    assert opened(driver) == (
        "own.onnx: 2 layers. It holds 0 trained numbers; exporters store equal arrays once. "
        "It leaves height and width open: they are taken as 224 here."
    )
    assert driver.text(".cx-totals .cx-note") == (
        "All 2 layers fit. There is no rule for Einsum (layer 1): they are missing from the count."
    )
    row = driver.root.locator(".cx-layer[data-state]").nth(1)
    assert row.locator(".cx-open").inner_text() == "Einsum"
    assert row.locator(".cx-formula").inner_text() == "no rule: missing from the count"
    assert row.locator(".cx-shape").inner_text() == "1 × 8"
    driver.press("Einsum")
    driver.press("Close")
    driver.unfold("Export")
    area = driver.root.get_by_label("Network or table as text")
    assert area.input_value() == ""
    assert area.get_attribute("placeholder") == "cnnlib has no layer for Einsum."


@pytest.mark.parametrize("driver", [True], indirect=True)
def test_beside_a_kernel_an_operator_that_is_no_layer_is_refused(driver):
    shape = field(1, b"y") + field(2, b"z") + field(4, b"Erf")
    entry = field(1, b"x") + tensor_type(1, 3, 8, 8)
    give(driver, "drop", "own.onnx", model(RELU, shape, _11=entry, _12=field(1, b"z")))
    problem = driver.root.locator(".cx-problem:not(:empty)")
    problem.wait_for()
    assert problem.inner_text() == (
        "own.onnx: cnnlib has no layer for Erf; cnnlib.read_onnx counts the rest"
    )
    assert total(driver, "params") == "61610"


def test_what_is_exported_builds_the_network_in_python(driver):
    give(driver, "drop", "resnet50.onnx", RESNET.read_bytes())
    opened(driver)
    driver.unfold("Export")
    area = driver.root.get_by_label("Network or table as text")
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(area.input_value(), {})
    assert "4,089,184,256" in printed.getvalue()
    driver.root.get_by_label("as", exact=True).select_option(label="JSON")
    net, size = from_json(area.input_value())
    assert size == (1, 3, 224, 224)
    explorer = CostExplorer(layers=net, input_size=size, convention="macs")
    assert explorer.report.total_flops == 4_089_184_256
    assert json.loads(area.input_value())["layers"][-1]["type"] == "Linear"
