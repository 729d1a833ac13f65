// Addresses by family: what comes out, and what may go in.
export type AddressOf<F extends number> = F extends 2 ? [host: string, port: number] : unknown;
export type AddressInput<F extends number> = F extends 2 ? readonly [host: string, port: number] : unknown;
