// What a family's codec supplies. One file a family; index.ts is the table of them.

/** Everything a codec may need to know of the socket: some families (AF_CAN, AF_BLUETOOTH) name peers by protocol. */
export interface AddressContext {
  readonly family: number;
  readonly type: number;
  readonly proto: number;
}

/** An address that holds a host name: `complete` makes the sockaddr once the name is resolved to digits. */
export interface Unresolved {
  readonly host: string;
  readonly family: number;
  complete(numericHost: string): Uint8Array;
}

export interface AddressCodec {
  /**
   * The sockaddr, `sa_family` included, or what must be resolved first.
   * Throws TypeError / RangeError, with `argument` as the name of what is wrong.
   */
  encode(address: unknown, argument: string, context: AddressContext): Uint8Array | Unresolved;
  /** From the bytes of a sockaddr (a view on the mailbox: copy what is kept). */
  decode(sockaddr: Uint8Array, context: AddressContext): unknown;
}
