// AF_BLUETOOTH: one form for each protocol. struct sockaddr_l2, sockaddr_rc, sockaddr_sco, sockaddr_hci: net/bluetooth
// of the kernel. Bluetooth keeps its numbers in little-endian order, and device addresses with the last byte first.

import { describe } from "../bytes.ts";
import { BTPROTO_HCI, BTPROTO_RFCOMM, BTPROTO_SCO } from "../constants/bluetooth.ts";
import { AF_BLUETOOTH } from "../constants/socket.ts";
import type { AddressCodec } from "./codec.ts";
import { asFields, asUnsigned, blank, bytesOf, fieldsOf, LITTLE_ENDIAN } from "./fields.ts";

const L2CAP_SIZE = 14;
const RFCOMM_SIZE = 10;
const SCO_SIZE = 8;
const HCI_SIZE = 6;
const DEVICE_ADDRESS = /^(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}$/i;

/** BTPROTO_L2CAP: the device, the protocol/service multiplexer, the channel, and the kind of the device's address. */
export type L2capAddress = [bdaddr: string, psm: number, cid: number, bdaddrType: number];
/** BTPROTO_RFCOMM: the device and the channel, 1 to 30. */
export type RfcommAddress = [bdaddr: string, channel: number];
/** BTPROTO_SCO: the device. */
export type ScoAddress = string;
/** BTPROTO_HCI: the number of this machine's adapter, and the kind of traffic. */
export type HciAddress = [deviceId: number, channel: number];

export const bluetooth: AddressCodec = {
  encode(address, argument, { proto }) {
    switch (proto) {
      case BTPROTO_HCI: {
        const [device, channel = 0] = asFields(address, argument, "[deviceId, channel = HCI_CHANNEL_RAW]", 1, 2);
        const view = blank(AF_BLUETOOTH, HCI_SIZE);
        view.setUint16(2, asUnsigned(device, `${argument}[0], the deviceId,`, 0xffff), LITTLE_ENDIAN);
        view.setUint16(4, asUnsigned(channel, `${argument}[1], the channel,`, 0xffff), LITTLE_ENDIAN);
        return bytesOf(view);
      }
      case BTPROTO_SCO: {
        const view = blank(AF_BLUETOOTH, SCO_SIZE);
        setDevice(view, 2, address, argument);
        return bytesOf(view);
      }
      case BTPROTO_RFCOMM: {
        const [device, channel] = asFields(address, argument, "[bdaddr, channel]", 2, 2);
        const view = blank(AF_BLUETOOTH, RFCOMM_SIZE);
        setDevice(view, 2, device, `${argument}[0], the bdaddr,`);
        view.setUint8(8, asUnsigned(channel, `${argument}[1], the channel,`, 0xff));
        return bytesOf(view);
      }
      default: {
        const shape = "[bdaddr, psm, cid = 0, bdaddrType = BDADDR_BREDR]";
        const [device, psm, cid = 0, kind = 0] = asFields(address, argument, shape, 2, 4);
        const view = blank(AF_BLUETOOTH, L2CAP_SIZE);
        view.setUint16(2, asUnsigned(psm, `${argument}[1], the psm,`, 0xffff), true);
        setDevice(view, 4, device, `${argument}[0], the bdaddr,`);
        view.setUint16(10, asUnsigned(cid, `${argument}[2], the cid,`, 0xffff), true);
        view.setUint8(12, asUnsigned(kind, `${argument}[3], the bdaddrType,`, 0xff));
        return bytesOf(view);
      }
    }
  },

  decode(sockaddr, { proto }): L2capAddress | RfcommAddress | ScoAddress | HciAddress {
    const view = fieldsOf(sockaddr, L2CAP_SIZE);
    switch (proto) {
      case BTPROTO_HCI:
        return [view.getUint16(2, LITTLE_ENDIAN), view.getUint16(4, LITTLE_ENDIAN)];
      case BTPROTO_SCO:
        return deviceAt(view, 2);
      case BTPROTO_RFCOMM:
        return [deviceAt(view, 2), view.getUint8(8)];
      default:
        return [deviceAt(view, 4), view.getUint16(2, true), view.getUint16(10, true), view.getUint8(12)];
    }
  },
};

function setDevice(view: DataView, at: number, value: unknown, field: string): void {
  if (typeof value !== "string") throw new TypeError(`${field} must be a string, not ${describe(value)}`);
  if (!DEVICE_ADDRESS.test(value)) {
    throw new RangeError(`${field} must be a Bluetooth address such as "00:1B:DC:07:32:EF", not "${value}"`);
  }
  value
    .split(":")
    .reverse()
    .forEach((byte, i) => {
      view.setUint8(at + i, Number.parseInt(byte, 16));
    });
}

function deviceAt(view: DataView, at: number): string {
  const bytes = Array.from({ length: 6 }, (_, i) => view.getUint8(at + 5 - i));
  return bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(":");
}
