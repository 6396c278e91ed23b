"""What axe finds wrong with a page. The contrast of two words of one look it need not ask twice."""

from axe_playwright_python.sync_playwright import Axe

# Not each of the thousands of elements that pass: to list them takes half of the time.
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
COLORS = {**ONLY_VIOLATIONS, "runOnly": ["color-contrast"]}
ALL_ELSE = {**ONLY_VIOLATIONS, "rules": {"color-contrast": {"enabled": False}}}
# Its contrast follows from these, as far as nothing lies over it.
MARK_ONE_OF_EACH_LOOK = """(root) => {
  for (const each of document.querySelectorAll("[data-look]")) delete each.dataset.look;
  const seen = new Set();
  for (const each of document.querySelectorAll(`${root}, ${root} *`)) {
    const says = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!(says || each.matches("input, select, textarea")) || !each.checkVisibility()) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(each);
    const looks = [color, fontSize, fontWeight];
    for (let at = each; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(at);
      if (backgroundColor !== "rgba(0, 0, 0, 0)") looks.push(backgroundColor);
      if (backgroundImage !== "none") looks.push(backgroundImage);
      if (opacity !== "1") looks.push(opacity);
      if (position !== "static") looks.push(at.className);
    }
    const look = looks.join();
    if (!seen.has(look)) each.dataset.look = "";
    seen.add(look);
  }
}"""
FADED = "Promise.allSettled(document.getAnimations().map(fading => fading.finished))"


def violations(page, root: str = "body") -> list[str]:
    """Name what is wrong within an element, as it looks now."""
    return [*_found(page, root if root != "body" else None, ALL_ELSE), *faint(page, root)]


def faint(page, root: str = "body") -> list[str]:
    """Name the words that cannot be told from their ground, when no color is changing."""
    page.evaluate(FADED)
    page.evaluate(MARK_ONE_OF_EACH_LOOK, root)
    return _found(page, "[data-look]", COLORS)


def _found(page, context, options) -> list[str]:
    return [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in Axe().run(page, context, options).response["violations"]
        for node in violation["nodes"]
    ]
