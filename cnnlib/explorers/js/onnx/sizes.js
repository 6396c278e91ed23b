/** The sizes of arrays that a file states: of what enters it, and of some that flow in it. */
import { Refusal } from "../arithmetic/refusal.js";
import { TEXT } from "../text/en/cost.js";

// For height and width that a file leaves open.
const USUAL_SIDE = 224;
const MOST_AXES = 16;

export class Sizes {
  constructor(inputs, { value_info: stated, output }) {
    this.bound = new Map();
    this.open = [];
    this.stated = new Map([...inputs, ...stated, ...output].map((each) => [each.name, each]));
    this.inputs = inputs.map(({ name }) => name);
  }

  /** Return the sizes of what enters; those that are left open are 1 for the batch, else usual. */
  ofInput(name) {
    const { dim } = this.dims(name) ?? {};
    const refusal = new Refusal("ValueError", TEXT.onnx.openInput(name));
    if (!dim?.length || dim.length > MOST_AXES) throw refusal;
    return dim.map((size, axis) => {
      const { dim_value: value, dim_param: param = `${name}${axis}` } = size;
      if (value > 0) return value;
      if (axis > 0 && !this.bound.has(param)) {
        if (dim.length !== 4 || axis < 2) throw refusal;
        this.open.push(size.dim_param ?? "");
      }
      if (!this.bound.has(param)) this.bound.set(param, axis === 0 ? 1 : USUAL_SIDE);
      return this.bound.get(param);
    });
  }

  /** Return the sizes of an array where the file states all of them, else null. */
  of(name) {
    const { dim } = this.dims(name) ?? {};
    const sizes = dim?.map(({ dim_value: value, dim_param: param }) => {
      return value > 0 ? value : this.bound.get(param);
    });
    if (!sizes || sizes.includes(undefined)) return null;
    return sizes.length ? sizes : [1];
  }

  dims(name) {
    return this.stated.get(name)?.type?.tensor_type?.shape;
  }
}
