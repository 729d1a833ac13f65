// Classic BPF: programs that look at packets, as a list of instructions. linux/filter.h, and the kernel's
// Documentation/networking/filter.rst.
import { describe } from "../bytes.ts";
import { asUnsigned, LITTLE_ENDIAN, viewOf } from "../frames/layout.ts";
import type { Codec, Kind } from "./codec.ts";
import { asObject, refuseOthers } from "./struct.ts";

const SIZE = 8;
const MOST = 4096;
const FIELDS = new Set(["code", "jt", "jf", "k"]);

/** One instruction: struct sock_filter. */
export interface BpfInstruction {
  /** What to do: a class of BPF_LD to BPF_MISC with its details, as `BPF_LD | BPF_H | BPF_ABS`. */
  readonly code: number;
  /** How many instructions a jump skips when its condition holds. */
  readonly jt: number;
  /** The same when it does not hold. */
  readonly jf: number;
  /** The operand. */
  readonly k: number;
}

/** An instruction to set; a jump that is left out skips none. */
export type BpfInput = Pick<BpfInstruction, "code"> & Partial<BpfInstruction>;

export interface ProgramKinds {
  /** At most 4096 instructions. */
  program: Kind<readonly BpfInput[], BpfInstruction[]>;
}

// Classes.
export const BPF_LD: number = 0x00;
export const BPF_LDX: number = 0x01;
export const BPF_ST: number = 0x02;
export const BPF_STX: number = 0x03;
export const BPF_ALU: number = 0x04;
export const BPF_JMP: number = 0x05;
export const BPF_RET: number = 0x06;
export const BPF_MISC: number = 0x07;
// How wide a load is, and from where.
export const BPF_W: number = 0x00;
export const BPF_H: number = 0x08;
export const BPF_B: number = 0x10;
export const BPF_IMM: number = 0x00;
export const BPF_ABS: number = 0x20;
export const BPF_IND: number = 0x40;
export const BPF_MEM: number = 0x60;
export const BPF_LEN: number = 0x80;
export const BPF_MSH: number = 0xa0;
// Arithmetic and jumps.
export const BPF_ADD: number = 0x00;
export const BPF_SUB: number = 0x10;
export const BPF_MUL: number = 0x20;
export const BPF_DIV: number = 0x30;
export const BPF_OR: number = 0x40;
export const BPF_AND: number = 0x50;
export const BPF_LSH: number = 0x60;
export const BPF_RSH: number = 0x70;
export const BPF_NEG: number = 0x80;
export const BPF_MOD: number = 0x90;
export const BPF_XOR: number = 0xa0;
export const BPF_JA: number = 0x00;
export const BPF_JEQ: number = 0x10;
export const BPF_JGT: number = 0x20;
export const BPF_JGE: number = 0x30;
export const BPF_JSET: number = 0x40;
// Operands: `k`, the index register, the accumulator.
export const BPF_K: number = 0x00;
export const BPF_X: number = 0x08;
export const BPF_A: number = 0x10;
export const BPF_TAX: number = 0x00;
export const BPF_TXA: number = 0x80;

/** The program as an array of struct sock_filter. */
export function encodeBpf(program: readonly BpfInput[], argument = "program"): Buffer {
  if (!Array.isArray(program)) throw new TypeError(`${argument} must be a list, not ${describe(program)}`);
  if (program.length === 0 || program.length > MOST) {
    throw new RangeError(`${argument} must have from 1 to ${MOST} instructions, not ${program.length}`);
  }
  const bytes = Buffer.alloc(program.length * SIZE);
  const view = viewOf(bytes, 0, argument);
  // Not forEach: a hole in the list is no instruction.
  for (let i = 0; i < program.length; i++) {
    const at = `${argument}[${i}]`;
    const { code, jt = 0, jf = 0, k = 0 } = asObject(program[i], at);
    refuseOthers(program[i] as object, FIELDS, at);
    view.setUint16(i * SIZE, asUnsigned(code, `${at}.code`, 0xffff), LITTLE_ENDIAN);
    view.setUint8(i * SIZE + 2, asUnsigned(jt, `${at}.jt`, 0xff));
    view.setUint8(i * SIZE + 3, asUnsigned(jf, `${at}.jf`, 0xff));
    view.setUint32(i * SIZE + 4, asUnsigned(k, `${at}.k`, 0xffff_ffff), LITTLE_ENDIAN);
  }
  return bytes;
}

/** The instructions in an array of struct sock_filter. */
export function decodeBpf(bytes: Uint8Array): BpfInstruction[] {
  const view = viewOf(bytes, 0, "A program");
  if (view.byteLength % SIZE !== 0) {
    throw new RangeError(`A program takes a multiple of ${SIZE} bytes, not ${view.byteLength}`);
  }
  return Array.from({ length: view.byteLength / SIZE }, (_, i) => ({
    code: view.getUint16(i * SIZE, LITTLE_ENDIAN),
    jt: view.getUint8(i * SIZE + 2),
    jf: view.getUint8(i * SIZE + 3),
    k: view.getUint32(i * SIZE + 4, LITTLE_ENDIAN),
  }));
}

export const program: Codec<readonly BpfInput[], BpfInstruction[]> = {
  size: MOST * SIZE,
  encode: encodeBpf,
  decode: decodeBpf,
  program: true,
};
