"""The search for the counter that gave a number, in real Chromium."""

from accessibility import violations

PAGE = "chapters/ten-counters.html"


def test_a_number_that_is_typed_finds_its_counter(visit):
    visited = visit()
    page = visited.open(PAGE)
    search = page.get_by_role("group", name="Which counter gave this number?", exact=True)
    field = search.get_by_role("searchbox")
    field.wait_for()
    assert field.input_value() == "15.5 G"
    assert search.locator("li").all_inner_texts()[0].startswith("VGG16: document, paddle, macs")
    for text, found in {
        "30.9 G": ["VGG16: flops"],
        "4.13 G": ["ResNet50: thop, ptflops-pytorch"],
        "4.09e9": ["ResNet50: macs, torchinfo, ptflops"],
        "4,133,742,592": ["ResNet50: thop"],
        "0.3478 M": ["LeNet: torchinfo, ptflops"],
        "4133742593": [],
    }.items():
        field.fill(text)
        assert search.locator("li").all_inner_texts() == found, text
        marked = [line.split(": ")[1].split(", ") for line in found]
        assert search.locator("[data-found]").count() == sum(map(len, marked))
    status = search.get_by_role("status")
    assert status.inner_text() == "No counter here gave this number. Fewer digits find more."
    field.fill("nonsense")
    assert status.inner_text() == "Type a number."
    assert search.locator("tbody tr").count() == 21
    assert visited.complaints == []
    assert violations(page, "#counter-search") == []


def test_a_phone_shows_the_counts_without_scrolling_across(visit):
    page = visit(viewport={"width": 390, "height": 844}).open(PAGE)
    table = page.locator(".counters-table")
    table.wait_for()
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_the_table_of_all_counts_stands(visit):
    page = visit(java_script_enabled=False).open(PAGE)
    cell = page.locator("#counter-search td").filter(has_text="15,470,264,320")
    assert cell.first.is_visible()
