import { Refusal } from "../arithmetic/refusal.js";
import { TEXT } from "../text/en/cost.js";

const LONGEST_VARINT = 10;
// What is read at once: little behind a long step, more and more where steps are short.
const SMALLEST_PIECE = 1 << 12;
const LARGEST_PIECE = 1 << 18;
const SHORT_STEP = 1 << 16;

/** A file of which only a piece is in memory, and the place up to which it has been read. */
export class Pieces {
  constructor(file) {
    Object.assign(this, { file, at: 0, start: 0, piece: SMALLEST_PIECE });
    this.bytes = new Uint8Array();
  }

  /** Whether any of the next bytes that the file has are still to be brought. */
  lacks(length) {
    const end = Math.min(this.at + length, this.file.size);
    return this.at < this.start || end > this.start + this.bytes.length;
  }

  async bring(length) {
    const short = this.at - this.start - this.bytes.length < SHORT_STEP;
    this.piece = short ? Math.min(4 * this.piece, LARGEST_PIECE) : SMALLEST_PIECE;
    const part = this.file.slice(this.at, this.at + Math.max(length, this.piece));
    try {
      this.bytes = new Uint8Array(await part.arrayBuffer());
    } catch {
      // It has been moved or changed since it was chosen.
      throw new Refusal("OSError", TEXT.onnx.unreadable);
    }
    this.start = this.at;
  }

  take(length) {
    const start = this.at - this.start;
    this.at += length;
    return this.bytes.subarray(start, start + length);
  }

  float(end) {
    this.require(4, end);
    const { buffer, byteOffset } = this.take(4);
    return new DataView(buffer, byteOffset).getFloat32(0, true);
  }

  /** Read a whole number: seven bits a byte, the lowest first; one with 64 bits may be negative. */
  varint(end) {
    let [low, high] = [0, 0n];
    for (let place = 0; place < LONGEST_VARINT; place++) {
      this.require(1, end);
      const byte = this.bytes[this.at++ - this.start];
      const part = byte & 0x7f;
      if (place < 7) low += part * 2 ** (7 * place);
      else high |= BigInt(part) << BigInt(7 * place);
      if (byte === part) return high ? Number(BigInt.asIntN(64, high | BigInt(low))) : low;
    }
    return this.refuse(TEXT.onnx.broken);
  }

  require(length, end) {
    if (length >= 0 && length <= end - this.at) return;
    this.refuse(end === this.file.size ? TEXT.onnx.cut : TEXT.onnx.broken);
  }

  refuse(sentence) {
    throw new Refusal("ValueError", sentence(this.at));
  }
}
