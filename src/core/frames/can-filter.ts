// What a CAN_RAW socket lets through: the value of the option CAN_RAW_FILTER, a row of struct can_filter.
import { describe } from "../bytes.ts";
import { asFlag, asRecord, asUnsigned, LITTLE_ENDIAN, memory, viewOf } from "./layout.ts";

const SIZE = 8;
const EFF_FLAG = 0x8000_0000;
const INV_FILTER = 0x2000_0000;
const EFF_MASK = 0x1fff_ffff;
const MOST = 512;

/** Lets a frame through when its identifier and `id` agree in all bits of `mask` (or, `inverted`, when they do not). */
export interface CanFilter {
  readonly id: number;
  readonly mask: number;
  /** Whether it is about 29-bit identifiers; filters are about one kind alone. */
  readonly extended: boolean;
  readonly inverted: boolean;
}

/** The filters as bytes; an empty list lets nothing through. */
export function encodeCanFilters(filters: readonly (Pick<CanFilter, "id" | "mask"> & Partial<CanFilter>)[]): Buffer {
  if (!Array.isArray(filters)) throw new TypeError(`filters must be a list, not ${describe(filters)}`);
  if (filters.length > MOST) throw new RangeError(`filters must be at most ${MOST}, not ${filters.length}`);
  const [bytes, view] = memory(filters.length * SIZE);
  filters.forEach((filter, i) => {
    const fields = asRecord(filter, `filters[${i}]`);
    const extended = asFlag(fields.extended, `filters[${i}].extended`) ? EFF_FLAG : 0;
    const inverted = asFlag(fields.inverted, `filters[${i}].inverted`) ? INV_FILTER : 0;
    view.setUint32(i * SIZE, asUnsigned(fields.id, `filters[${i}].id`, EFF_MASK) + extended + inverted, LITTLE_ENDIAN);
    // The mask holds the flag too: the other kind of identifier never matches.
    view.setUint32(i * SIZE + 4, asUnsigned(fields.mask, `filters[${i}].mask`, EFF_MASK) + EFF_FLAG, LITTLE_ENDIAN);
  });
  return bytes;
}

/** The filters in the value of the option. */
export function decodeCanFilters(bytes: Uint8Array): CanFilter[] {
  const view = viewOf(bytes, 0, "A list of CAN filters");
  if (view.byteLength % SIZE !== 0) {
    throw new RangeError(`A list of CAN filters takes a multiple of ${SIZE} bytes, not ${view.byteLength}`);
  }
  return Array.from({ length: view.byteLength / SIZE }, (_, i) => {
    const id = view.getUint32(i * SIZE, LITTLE_ENDIAN);
    return {
      id: id & EFF_MASK,
      mask: view.getUint32(i * SIZE + 4, LITTLE_ENDIAN) & EFF_MASK,
      extended: (id & EFF_FLAG) !== 0,
      inverted: (id & INV_FILTER) !== 0,
    };
  });
}
