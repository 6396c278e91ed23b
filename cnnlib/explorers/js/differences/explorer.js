import { startMatrix } from "./matrix.js";
import { startRoute } from "./route.js";

/** A module for both, so that a page which has both holds the answers once. */
function render({ model, el }) {
  return (model.get("source") === undefined ? startMatrix : startRoute)({ model, el });
}

export default { render };
