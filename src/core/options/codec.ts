// What a kind of option value supplies: its bytes, both ways.

/** What a codec may ask of the socket. */
export interface OptionSocket {
  readonly family: number;
  fileno(): number;
}

export interface Codec<In = never, Out = unknown, Request = never> {
  /** How many bytes to ask the kernel for. */
  readonly size: number;
  /** The bytes to set. Throws TypeError / RangeError, with `argument` as the name of what is wrong. */
  encode(value: In, argument: string): Uint8Array;
  /** The value in the bytes that the kernel gave, which may be fewer than asked for. */
  decode(bytes: Buffer, sock: OptionSocket): Out;
  /** The bytes that the kernel reads before it answers: an association, a peer. */
  request?(value: Request | undefined, argument: string): Buffer;
  /** Whether the bytes go to the kernel as a pointer in a struct sock_fprog. */
  readonly program?: true;
}

/** A kind, as types: what may be set, what is got, and what may be asked with getting. */
export interface Kind<In, Out = In, Request = never> {
  readonly in: In;
  readonly out: Out;
  readonly request: Request;
}

/** Of the bytes that the kernel gave there are fewer than the value has. */
export function short(bytes: Uint8Array, size: number, what: string): RangeError {
  return new RangeError(`${what} takes at least ${size} bytes, and the kernel gave ${bytes.length}`);
}

/** For what can only be set: there is nothing to decode. */
export function unreadable(): never {
  throw new TypeError("This option can only be set");
}

/** For what can only be got. */
export function unwritable(): never {
  throw new TypeError("This option can only be got");
}
