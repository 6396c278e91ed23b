import { freshId, keepPlainKeys, make } from "../shared/dom.js";
import { TEXT } from "../text/en/quiz.js";

/** Return text as nodes: what stands between backticks is code. */
function phrases(text) {
  return text.split("`").map((part, place) => (place % 2 ? make("code", {}, part) : part));
}

/** One question: choose, check, read why. `tell` hears which was chosen or checked. */
class Question {
  constructor({ ask, choices }, place, count, tell, link) {
    this.choices = choices;
    this.tell = tell;
    // As long as it asks the same, what was answered to it holds.
    this.asks = JSON.stringify([ask, choices]);
    const name = freshId();
    this.inputs = choices.map((_, value) => make("input", { type: "radio", name, value }));
    this.why = make("p", { class: "quiz-why", role: "status" });
    const button = make(
      "button",
      { type: "button", class: "quiz-button", onclick: () => this.check() },
      TEXT.check,
    );
    this.element = make(
      "fieldset",
      { class: "quiz-question", onchange: () => this.forget() },
      make(
        "legend",
        {},
        make(link ? "a" : "span", { class: "quiz-place", href: link }, TEXT.place(place, count)),
        make("span", {}, ...phrases(ask)),
      ),
      ...choices.map(({ says }, at) =>
        make("label", {}, this.inputs[at], make("span", {}, ...phrases(says))),
      ),
      button,
      this.why,
    );
    this.tries = 0;
    this.right = false;
  }

  get chosen() {
    return this.inputs.findIndex((input) => input.checked);
  }

  /** What is needed to stand here again: the choice, whether it was checked, wrong tries. */
  get answer() {
    const checked = "verdict" in this.element.dataset;
    return { asks: this.asks, chosen: this.chosen, checked, tries: this.tries };
  }

  /** Stand where an answer left off; what is no answer of this question is let be. */
  resume(answer) {
    const { asks, chosen, checked, tries } = answer ?? {};
    if (asks !== this.asks || !Number.isInteger(chosen) || !this.inputs[chosen]) return;
    this.tries = Number.isInteger(tries) && tries > 0 ? tries : 0;
    this.inputs[chosen].checked = true;
    if (checked === true) this.judge();
  }

  check() {
    const choice = this.choices[this.chosen];
    if (!choice) {
      this.why.replaceChildren(TEXT.choose);
      return;
    }
    this.tries += this.right ? 0 : 1;
    this.judge();
    this.tell(this);
  }

  judge() {
    const choice = this.choices[this.chosen];
    this.right = choice.right;
    this.element.dataset.verdict = choice.right ? "right" : "wrong";
    const word = make("strong", {}, choice.right ? TEXT.right : TEXT.wrong);
    this.why.replaceChildren(word, " ", ...phrases(choice.why));
  }

  /** Another choice was made: what was said of the last one no longer holds. */
  forget() {
    this.right = false;
    delete this.element.dataset.verdict;
    this.why.replaceChildren();
    this.tell(this);
  }

  clear() {
    this.tries = 0;
    for (const input of this.inputs) input.checked = false;
    this.forget();
  }
}

function render({ model, el }) {
  const score = make("p", { class: "quiz-score" });
  const kept = make("p", { class: "quiz-kept" });
  // The book's pages have a memory: there the answers stay over a reload. A notebook has none.
  const stored = () => {
    const answers = model.memory?.read();
    return Array.isArray(answers) ? answers : [];
  };
  // Another tab may have kept its answers since: only this question's own is written anew.
  const keep = (question) => {
    const others = stored().filter(
      (answer) =>
        answer?.asks !== question.asks && questions.some(({ asks }) => asks === answer?.asks),
    );
    const begun = question.chosen >= 0 ? [...others, question.answer] : others;
    const isKept = model.memory?.write(begun.length ? begun : null) && begun.length;
    kept.textContent = isKept ? TEXT.kept : "";
  };
  const tell = () => {
    const right = questions.filter((each) => each.right);
    const first = right.filter((each) => each.tries === 1).length;
    score.textContent = TEXT.score(right.length, questions.length, first);
  };
  const hear = (question) => {
    tell();
    keep(question);
  };
  const asked = model.get("questions");
  // On a page of the book each question has an address, where it stands alone.
  const link = (place) => (model.address ? `#quiz-${place}` : undefined);
  const questions = asked.map(
    (one, at) => new Question(one, at + 1, asked.length, hear, link(at + 1)),
  );
  for (const answer of stored()) for (const question of questions) question.resume(answer);
  tell();
  if (questions.some(({ chosen }) => chosen >= 0)) kept.textContent = TEXT.kept;
  const again = make(
    "button",
    {
      type: "button",
      class: "quiz-button",
      onclick() {
        for (const question of questions) question.clear();
        questions[0].inputs[0].focus();
      },
    },
    TEXT.again,
  );
  const foot = make("div", { class: "quiz-foot" }, score, again, kept);
  const parts = [...questions.map((each) => each.element), foot];
  const named = { class: "quiz", role: "group", "aria-label": TEXT.title };
  el.append(keepPlainKeys(make("div", named, ...parts)));
}

export default { render };
