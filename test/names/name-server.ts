// A name server that does what it is told: holds its answers back, fails, or truncates. RFC 1035. It answers on UDP and
// TCP, by the first label of the name asked for; dnsmasq forwards to it what it does not know itself.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

const A = 1;
const AAAA = 28;
const SERVFAIL = 2;
const TRUNCATED = 0x0200;

interface Query {
  readonly name: string;
  readonly type: number;
  respond(): void;
}

export class NameServer {
  /** The queries that came, by name. */
  readonly seen: Map<string, number> = new Map();
  #held: Query[] = [];
  #holding = true;
  #onQuery: () => void = () => {};
  #udp = createSocket("udp4");
  #tcp = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const length = received.readUInt16BE(0);
        this.#take(received.subarray(2, 2 + length), false, (answer) => {
          const prefix = Buffer.alloc(2);
          prefix.writeUInt16BE(answer.length);
          socket.write(Buffer.concat([prefix, answer]));
        });
        received = received.subarray(2 + length);
      }
    });
  });

  async listen(port: number): Promise<void> {
    this.#udp.on("message", (message, { port: from, address }) =>
      this.#take(message, true, (answer) => this.#udp.send(answer, from, address)),
    );
    await new Promise<void>((resolve) => this.#udp.bind(port, "127.0.0.1", resolve));
    await new Promise<void>((resolve) => this.#tcp.listen(port, "127.0.0.1", resolve));
  }

  #take(message: Buffer, udp: boolean, send: (answer: Buffer) => void): void {
    const { name, type, end } = question(message);
    this.seen.set(name, (this.seen.get(name) ?? 0) + 1);
    const query = { name, type, respond: () => send(answer(message.subarray(0, end), name, type, udp)) };
    if (this.#holding && name.startsWith("held")) this.#held.push(query);
    else query.respond();
    this.#onQuery();
  }

  /** The names whose answers are held back. */
  get held(): Set<string> {
    return new Set(this.#held.map(({ name }) => name));
  }

  /** Waits until `condition` holds, which is looked at with every query. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#onQuery = resolve;
      });
    }
  }

  /** Answers what is held, and whatever comes, until `hold`. */
  release(): void {
    this.#holding = false;
    const held = this.#held;
    this.#held = [];
    for (const query of held) query.respond();
  }

  hold(): void {
    this.#holding = true;
    this.seen.clear();
  }
}

function question(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function answer(asked: Buffer, name: string, type: number, udp: boolean): Buffer {
  const header = Buffer.from(asked);
  let flags = 0x8580; // a response, authoritative, recursion desired and available
  let records: Buffer[] = [];
  if (name.startsWith("fail")) flags |= SERVFAIL;
  else if (name.startsWith("truncated") && udp) flags |= TRUNCATED;
  else if (name.startsWith("truncated")) records = [1, 2, 3].flatMap((last) => record(type, last));
  else records = record(type, 7);
  header.writeUInt16BE(flags, 2);
  header.writeUInt16BE(records.length, 6);
  header.fill(0, 8, 12);
  return Buffer.concat([header, ...records]);
}

// 10.77.0.last or 2001:db8:77::last.
function record(type: number, last: number): Buffer[] {
  if (type !== A && type !== AAAA) return [];
  const data = type === A ? Buffer.from([10, 77, 0, last]) : Buffer.from("20010db8007700000000000000000000", "hex");
  data[data.length - 1] = last;
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length]);
  return [Buffer.concat([head, data])];
}
