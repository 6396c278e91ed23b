import { ENGLISH } from "./text/english.js";

const LANGUAGES = { en: ENGLISH };

/** All that an explorer says, in the language of the page. */
export const TEXT = LANGUAGES[document.documentElement.lang.slice(0, 2)] ?? ENGLISH;
