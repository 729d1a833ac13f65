// The addresses of the families besides AF_INET, AF_INET6 and AF_UNIX, by the family's number: what types.ts refers to.
import type { AlgAddress } from "./alg.ts";
import type { HciAddress, L2capAddress, RfcommAddress, ScoAddress } from "./bluetooth.ts";
import type { CanAddress, CanIsotpAddress, CanJ1939Address } from "./can.ts";
import type { NetlinkAddress } from "./netlink.ts";
import type { PacketAddress, PacketAddressInput } from "./packet.ts";
import type { TipcAddress } from "./tipc.ts";
import type { VsockAddress } from "./vsock.ts";

/** What comes out. */
export interface FamilyAddresses {
  16: NetlinkAddress;
  17: PacketAddress;
  29: CanAddress | CanIsotpAddress | CanJ1939Address;
  30: TipcAddress;
  31: L2capAddress | RfcommAddress | ScoAddress | HciAddress;
  38: AlgAddress;
  40: VsockAddress;
}

/** What may go in. */
export interface FamilyAddressInputs {
  16: Readonly<NetlinkAddress>;
  17: PacketAddressInput;
  29:
    | Readonly<CanAddress>
    | Readonly<CanIsotpAddress>
    | readonly [ifname: string, name: bigint | number, pgn: number, addr: number];
  30: readonly [addrType: number, v1: number, v2: number, v3: number, scope?: number];
  31:
    | readonly [bdaddr: string, psm: number, cid?: number, bdaddrType?: number]
    | ScoAddress
    | readonly [deviceId: number, channel?: number];
  38: readonly [type: string, name: string, feat?: number, mask?: number];
  40: Readonly<VsockAddress>;
}
