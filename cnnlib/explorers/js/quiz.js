import { freshId, keepPlainKeys, make } from "./elements.js";
import { ENGLISH_QUIZ } from "./text/englishQuiz.js";

const QUIZ_LANGUAGES = { en: ENGLISH_QUIZ };
const QUIZ_TEXT = QUIZ_LANGUAGES[document.documentElement.lang.slice(0, 2)] ?? ENGLISH_QUIZ;

/** Return text as nodes: what stands between backticks is code. */
function phrases(text) {
  return text.split("`").map((part, place) => (place % 2 ? make("code", {}, part) : part));
}

/** One question: choose, check, read why. `tell` hears of every check. */
class Question {
  constructor({ ask, choices }, place, count, tell) {
    this.choices = choices;
    this.tell = tell;
    const name = freshId();
    this.inputs = choices.map((_, value) => make("input", { type: "radio", name, value }));
    this.why = make("p", { class: "quiz-why", role: "status" });
    const button = make(
      "button",
      { type: "button", class: "quiz-button", onclick: () => this.check() },
      QUIZ_TEXT.check,
    );
    this.element = make(
      "fieldset",
      { class: "quiz-question", onchange: () => this.forget() },
      make(
        "legend",
        {},
        make("span", { class: "quiz-place" }, QUIZ_TEXT.place(place, count)),
        make("span", {}, ...phrases(ask)),
      ),
      ...choices.map(({ says }, at) =>
        make("label", {}, this.inputs[at], make("span", {}, ...phrases(says))),
      ),
      button,
      this.why,
    );
    this.restart();
  }

  get chosen() {
    return this.inputs.findIndex((input) => input.checked);
  }

  check() {
    const choice = this.choices[this.chosen];
    if (!choice) {
      this.why.replaceChildren(QUIZ_TEXT.choose);
      return;
    }
    this.tries += this.right ? 0 : 1;
    this.right = choice.right;
    this.element.dataset.verdict = choice.right ? "right" : "wrong";
    const word = make("strong", {}, choice.right ? QUIZ_TEXT.right : QUIZ_TEXT.wrong);
    this.why.replaceChildren(word, " ", ...phrases(choice.why));
    this.tell();
  }

  /** Another choice was made: what was said of the last one no longer holds. */
  forget() {
    this.right = false;
    delete this.element.dataset.verdict;
    this.why.replaceChildren();
    this.tell();
  }

  restart() {
    this.tries = 0;
    for (const input of this.inputs) input.checked = false;
    this.forget();
  }
}

function render({ model, el }) {
  const questions = [];
  const score = make("p", { class: "quiz-score" });
  const tell = () => {
    const right = questions.filter((each) => each.right);
    const first = right.filter((each) => each.tries === 1).length;
    score.textContent = QUIZ_TEXT.score(right.length, questions.length, first);
  };
  const asked = model.get("questions");
  asked.forEach((question, at) => {
    questions.push(new Question(question, at + 1, asked.length, tell));
  });
  tell();
  const again = make(
    "button",
    {
      type: "button",
      class: "quiz-button",
      onclick() {
        for (const question of questions) question.restart();
        questions[0].inputs[0].focus();
      },
    },
    QUIZ_TEXT.again,
  );
  const foot = make("div", { class: "quiz-foot" }, score, again);
  const parts = [...questions.map((each) => each.element), foot];
  const named = { class: "quiz", role: "group", "aria-label": QUIZ_TEXT.title };
  el.append(keepPlainKeys(make("div", named, ...parts)));
}

export default { render };
