// Addresses by family: what comes out, and what may go in.
import type { FamilyAddresses, FamilyAddressInputs } from "./family-types.ts";

export type AddressOf<F extends number> = F extends 2
  ? [host: string, port: number]
  : F extends keyof FamilyAddresses
    ? FamilyAddresses[F]
    : unknown;
export type AddressInput<F extends number> = F extends 2
  ? readonly [host: string, port: number]
  : F extends keyof FamilyAddressInputs
    ? FamilyAddressInputs[F]
    : unknown;
