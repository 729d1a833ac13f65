// What goes beside SCTP messages: struct sctp_sndinfo and sctp_rcvinfo, RFC 6458 sections 5.3.4 and 5.3.5.
import { asInt } from "../arguments.ts";
import type { BytesLike } from "../bytes.ts";
import { asRecord, asUnsigned, LITTLE_ENDIAN, memory, viewOf } from "./layout.ts";

const SEND_INFO = 16;
const RECEIVE_INFO = 28;
const UINT_MAX = 0xffff_ffff;

/** How to send a message: the data of a control message `[IPPROTO_SCTP, SCTP_SNDINFO, …]`. */
export interface SctpSendInfo {
  readonly stream?: number;
  /** SCTP_UNORDERED, SCTP_ABORT, SCTP_EOF, … */
  readonly flags?: number;
  /** The payload protocol, which SCTP carries along as it is: 32 bits. */
  readonly ppid?: number;
  readonly context?: number;
  /** Which association of a one-to-many socket; 0 where the address says it. */
  readonly association?: number;
}

/** How a message came: the data of a control message of type SCTP_RCVINFO, with the option SCTP_RECVRCVINFO. */
export interface SctpReceiveInfo {
  readonly stream: number;
  /** The number of the message in its stream. */
  readonly streamSequence: number;
  readonly flags: number;
  readonly ppid: number;
  /** The transmission sequence number, and the highest one up to which all has come. */
  readonly tsn: number;
  readonly cumulativeTsn: number;
  readonly context: number;
  readonly association: number;
}

/** How a message is to be sent, as the data of SCTP_SNDINFO for `sendmsg`: struct sctp_sndinfo, RFC 6458. */
export function encodeSctpSendInfo(info: SctpSendInfo): Buffer {
  const fields = asRecord(info, "info");
  const [bytes, view] = memory(SEND_INFO);
  view.setUint16(0, asUnsigned(fields.stream ?? 0, "info.stream", 0xffff), LITTLE_ENDIAN);
  view.setUint16(2, asUnsigned(fields.flags ?? 0, "info.flags", 0xffff), LITTLE_ENDIAN);
  // The protocol number is not interpreted on the way: network order here is what other implementations see.
  view.setUint32(4, asUnsigned(fields.ppid ?? 0, "info.ppid", UINT_MAX), false);
  view.setUint32(8, asUnsigned(fields.context ?? 0, "info.context", UINT_MAX), LITTLE_ENDIAN);
  view.setInt32(12, asInt(fields.association ?? 0, "info.association"), LITTLE_ENDIAN);
  return bytes;
}

/** What came with a message, from the data of SCTP_RCVINFO: struct sctp_rcvinfo. @throws RangeError for another length. */
export function decodeSctpReceiveInfo(data: BytesLike): SctpReceiveInfo {
  const view = viewOf(data, RECEIVE_INFO, "The SCTP receive information");
  return {
    stream: view.getUint16(0, LITTLE_ENDIAN),
    streamSequence: view.getUint16(2, LITTLE_ENDIAN),
    flags: view.getUint16(4, LITTLE_ENDIAN),
    ppid: view.getUint32(8, false),
    tsn: view.getUint32(12, LITTLE_ENDIAN),
    cumulativeTsn: view.getUint32(16, LITTLE_ENDIAN),
    context: view.getUint32(20, LITTLE_ENDIAN),
    association: view.getInt32(24, LITTLE_ENDIAN),
  };
}
