// Shares what is left of each sheet's paper among its tasks.
function fill() {
  const MILLIMETER = 96 / 25.4;
  // A4 without its margins, and what one share of room is at least and at most.
  const PAGE = (297 - 28) * MILLIMETER - 8;
  const LEAST = 16 * MILLIMETER;
  const MOST = 60 * MILLIMETER;
  for (const sheet of document.querySelectorAll(".sheet")) {
    const rooms = [...sheet.querySelectorAll(".room")];
    const shares = rooms.reduce((sum, each) => sum + Number(each.dataset.share), 0);
    if (!shares) continue;
    const left = PAGE - sheet.scrollHeight;
    // What does not fit on one page has the least of it, and goes on on the next.
    const share = left >= shares * LEAST ? Math.min(left / shares, MOST) : LEAST;
    for (const each of rooms) each.style.height = `${Number(each.dataset.share) * share}px`;
  }
}
