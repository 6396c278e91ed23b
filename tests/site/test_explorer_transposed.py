"""The padding explorer turned around, on the built page: pixels that paint an output."""

import pytest
from driving import follow
from test_explorer_padding import NAME, PAGE, compare, values

from cnnlib.explorers import PaddingExplorer

__all__ = ["NAME", "PAGE"]

__all__ = ["PAGE"]


def test_the_picture_counts_the_pixels_that_paint_each_place(opened):
    settings = "transposed=true&input_size=3,2&kernel_size=2&dilation=3&padding=1,0&stride=1"
    _, driver = opened(f"#{NAME}?{settings}&output_padding=2&window=2,0")
    # The output of torch.nn.functional.conv_transpose2d, where input and kernel are ones.
    assert values(driver, ".cx-image canvas") == [[1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0]]
    assert driver.root.locator(".cx-image .cx-caption").inner_text() == (
        "Output, 6 × 7, and what is cut off"
    )
    assert driver.text(".cx-words") == (
        "Input row 2, column 0: the pixel paints rows 1, 4 and columns 0, 3; "
        "4 of these 4 places lie in the output.\n\n"
        "No pixel paints row 5 or column 2, 5, 6: 22 of 42 places."
    )
    label = driver.root.locator(".cx-image canvas").get_attribute("aria-label")
    assert label.startswith("Output of 6 × 7 pixels; cut off: top 1, bottom 1, left 0, right 0. No")
    grid = driver.root.locator(".cx-places canvas")
    assert grid.get_attribute("aria-label") == (
        "Input of 3 × 2 pixels; the arrow keys choose the one that paints"
    )
    assert grid.get_attribute("aria-roledescription") == "grid of pixels"
    assert "painted by none" in driver.root.locator(".cx-legend").inner_text()
    grid.focus()
    driver.page.keyboard.press("ArrowUp")
    said = "Input row 1, column 0: the pixel paints rows 0, 3 and columns 0, 3; "
    driver.root.locator(".cx-live").filter(has_text=said).wait_for(state="attached")
    assert not driver.field("Stride", "round the size up").is_visible()


LINKED = {
    "transposed=5": "transposed must be True or False, got 5 (int)",
    "ceil_mode=true": "ceil_mode must be False with transposed, which rounds nothing",
    "transposed=false": "output_padding must be 0 without transposed, got 1",
    "padding=SAME": "output_padding must be 0 with padding 'SAME' or 'SAME_LOWER', "
    "which make stride · input = 8, got 1 (height)",
    # Nothing of that length is made.
    "stride=1000000000": "what is painted may reach across 64 here, "
    "got output 3000000002 + padding 1 + 1 = 3000000004 (height)",
}


def test_a_link_to_what_a_transposed_convolution_cannot_be_is_refused(opened):
    first = {"input_size": 4, "stride": 2, "transposed": True, "output_padding": 1}
    link = "input_size=4&kernel_size=3&stride=2&padding=1&transposed=true&output_padding=1"
    _, driver = opened(f"#{NAME}?{link}")
    for wrong, message in LINKED.items():
        follow(driver.page, f"#{NAME}?{wrong}")
        assert driver.problem == message
        compare(driver, PaddingExplorer(**first))
        name, value = wrong.split("=")
        values = {"true": True, "false": False, "SAME": "SAME"}
        with pytest.raises((TypeError, ValueError)) as caught:
            setattr(
                PaddingExplorer(**first), name, values[value] if value in values else int(value)
            )
        assert str(caught.value) == message


def test_a_field_that_refused_a_step_is_not_red_once_another_settles_it(opened):
    link = "transposed=true&input_size=3&dilation=3&stride=1&padding=0&output_padding=2"
    _, driver = opened(f"#{NAME}?{link}")
    dilation = driver.field("Dilation", "height")
    dilation.press("ArrowDown")  # to 2, which the output padding of 2 does not allow
    assert dilation.get_attribute("aria-invalid") == "true"
    driver.field("Output padding", "height").press("ArrowDown")
    assert dilation.get_attribute("aria-invalid") is None
