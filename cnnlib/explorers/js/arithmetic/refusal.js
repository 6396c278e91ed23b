/** What cnnlib would raise: `kind` is "ValueError" or "TypeError". */
export class Refusal extends Error {
  constructor(kind, message) {
    super(message);
    this.name = "Refusal";
    this.kind = kind;
  }
}
