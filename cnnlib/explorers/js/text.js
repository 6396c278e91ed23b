import { TEXT as COST } from "./text/en/cost.js";

export const TEXT = { cost: COST };
