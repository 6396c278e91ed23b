import { Refusal } from "../arithmetic/refusal.js";

const REMEMBERED = 200;

/**
 * The settings of one view of an explorer.
 *
 * `derive(values)` returns what follows from settings, or throws a Refusal. Then nothing changes
 * but `problem`, which holds its message: the last good settings and their result stay. A pointer
 * is a setting that only says where the reader looks: undo passes it by.
 */
export class Settings {
  constructor(model, names, pointers, derive) {
    Object.assign(this, { model, names, pointers, derive });
    this.values = this.read();
    this.result = derive(this.values);
    this.first = this.values;
    this.problem = null;
    this.past = [];
    this.field = null;
    this.listeners = [];
    this.follow = this.follow.bind(this);
    for (const name of names) model.on(`change:${name}`, this.follow);
  }

  /** Call `listener(values, result, problem)` now and after every change. */
  listen(listener) {
    this.listeners.push(listener);
    listener(this.values, this.result, this.problem);
  }

  /**
   * Change some settings if all fit together; say whether they did. The patch may be a function
   * that returns it, or refuses. What is typed into one `field` is undone at once, not letter by
   * letter.
   */
  change(patch, field = null) {
    let values, result;
    try {
      const changes = typeof patch === "function" ? patch() : patch;
      values = { ...this.values, ...changes };
      result = this.derive(values);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refuse(error.message);
      return false;
    }
    if (this.names.some((name) => this.moved(name, values))) {
      if (field === null || field !== this.field) this.remember();
      this.field = field;
    }
    this.keep(values, result);
    return true;
  }

  /** Say why something that was asked for cannot be; everything stays as it is. */
  refuse(message) {
    this.problem = message;
    this.tell();
  }

  /** What is typed from now on is undone by itself. */
  endTyping() {
    this.field = null;
  }

  remember() {
    this.past = [...this.past.slice(1 - REMEMBERED), this.values];
  }

  undo() {
    const values = this.past.pop();
    this.endTyping();
    if (values) this.keep(values, this.derive(values));
  }

  reset() {
    this.change(this.first);
  }

  moved(name, values) {
    return values[name] !== this.values[name] && !this.pointers.includes(name);
  }

  stop() {
    for (const name of this.names) this.model.off(`change:${name}`, this.follow);
  }

  /** Read the model. What the kernel echoes is equal but another object: no change. */
  read() {
    const same = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);
    const valueOf = (name) => {
      const value = this.model.get(name);
      const before = this.values?.[name];
      return same(value, before) ? before : value;
    };
    return Object.fromEntries(this.names.map((name) => [name, valueOf(name)]));
  }

  keep(values, result) {
    const changed = this.names.filter((name) => values[name] !== this.values[name]);
    Object.assign(this, { values, result, problem: null });
    this.saving = true;
    for (const name of changed) this.model.set(name, values[name]);
    this.saving = false;
    if (changed.length) this.model.save_changes();
    this.tell();
  }

  /** Take over what a cell, or another view, has set: all of it at once. */
  follow() {
    if (this.saving || this.following) return;
    this.following = true;
    queueMicrotask(() => {
      this.following = false;
      const values = this.read();
      if (this.names.some((name) => this.moved(name, values))) {
        this.remember();
        this.endTyping();
      }
      Object.assign(this, { values, result: this.derive(values), problem: null });
      this.tell();
    });
  }

  tell() {
    for (const listener of this.listeners) listener(this.values, this.result, this.problem);
  }
}
