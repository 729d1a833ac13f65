import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryBIO, SSLEOFError, SSLError, SSLObject, SSLWantReadError } from "berkeley/tls";
import { clientContext, serverContext } from "./pair.ts";

const { tls: binding } = await import("../../dist/native/tls.js");

function pair(): [SSLObject, SSLObject, MemoryBIO, MemoryBIO] {
  const [forth, back] = [new MemoryBIO(), new MemoryBIO()];
  const client = clientContext().wrapBio(back, forth, { serverHostname: "localhost" });
  const serving = serverContext().wrapBio(forth, back, { serverSide: true });
  return [client, serving, forth, back];
}

/** Whether it was done; false when it wants to read. */
function tried(step: () => void): boolean {
  try {
    step();
    return true;
  } catch (error) {
    assert.ok(error instanceof SSLWantReadError, String(error));
    return false;
  }
}

function shake(client: SSLObject, serving: SSLObject): void {
  for (let done = [false, false]; done.includes(false); ) {
    done = [tried(() => client.doHandshake()), tried(() => serving.doHandshake())];
  }
}

test("wrapBio does a handshake and carries bytes through MemoryBIOs", () => {
  const [client, serving] = pair();
  assert.equal(client.version(), null);
  shake(client, serving);
  assert.equal(client.version(), "TLSv1.3");
  assert.equal(client.serverHostname, "localhost");
  assert.equal(serving.serverSide, true);
  assert.equal(client.getpeercert()?.issuer[0]?.[0]?.[1], "Test Root");
  assert.throws(() => client.read(), SSLWantReadError);
  assert.equal(client.write(Buffer.from("hello")), 5);
  assert.equal(String(serving.read(3)), "hel");
  assert.equal(serving.pending(), 2);
  const buffer = Buffer.alloc(10);
  assert.equal(serving.read(buffer), 2);
  assert.equal(String(buffer.subarray(0, 2)), "lo");
});

test("unwrap of an SSLObject is done when both sides have said goodbye", () => {
  const [client, serving] = pair();
  shake(client, serving);
  assert.equal(
    tried(() => client.unwrap()),
    false,
  );
  assert.equal(serving.read(10).length, 0);
  assert.equal(
    tried(() => serving.unwrap()),
    true,
  );
  assert.equal(
    tried(() => client.unwrap()),
    true,
  );
});

test("writeEof without close_notify is an SSLEOFError", () => {
  const [client, serving, , back] = pair();
  shake(client, serving);
  while (back.pending > 0)
    assert.equal(
      tried(() => client.read()),
      false,
    );
  back.writeEof();
  assert.throws(() => client.read(), SSLEOFError);
});

test("MemoryBIO reads what was written, and tells its end", () => {
  const bio = new MemoryBIO();
  assert.equal(bio.read().length, 0);
  assert.equal(bio.write(Buffer.from("abcdef")), 6);
  assert.equal(bio.pending, 6);
  assert.equal(bio.eof, false);
  assert.equal(String(bio.read(2)), "ab");
  bio.writeEof();
  assert.equal(bio.eof, false);
  assert.equal(String(bio.read()), "cdef");
  assert.equal(bio.eof, true);
  assert.throws(() => bio.write(Buffer.from("x")), SSLError);
  assert.throws(() => bio.write("x" as never), TypeError);
});

test("SSLObject and wrapBio refuse what they cannot be made from", () => {
  assert.throws(() => new SSLObject(Symbol("x"), undefined as never), TypeError);
  assert.throws(() => clientContext().wrapBio({} as never, new MemoryBIO(), {}), TypeError);
  assert.throws(() => clientContext().wrapBio(new MemoryBIO(), new MemoryBIO(), {}), RangeError);
});

test("the first error of an SSLObject stays", () => {
  const [client, , , back] = pair();
  tried(() => client.doHandshake());
  back.write(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const refused = { name: "SSLError", reason: "WRONG_VERSION_NUMBER" };
  assert.throws(() => client.doHandshake(), refused);
  assert.throws(() => client.read(), refused);
  assert.throws(() => client.write(Buffer.from("x")), refused);
});

test("unwrap and verifyClientPostHandshake of an SSLObject do no harm when they come too early", () => {
  const [client, serving] = pair();
  assert.throws(() => client.unwrap(), { reason: "SHUTDOWN_WHILE_IN_INIT", message: /handshake is not done/ });
  assert.throws(() => serving.verifyClientPostHandshake(), SSLError);
  assert.throws(() => client.getpeercert(), SSLError);
  shake(client, serving);
  client.write(Buffer.from("x"));
  assert.equal(serving.read(1).length, 1);
});

test("an end of the transport in the handshake is an SSLEOFError that says so", () => {
  const [client, , , back] = pair();
  tried(() => client.doHandshake());
  back.writeEof();
  assert.throws(
    () => client.doHandshake(),
    (error) => error instanceof SSLEOFError && /during the handshake/.test(error.message),
  );
  assert.deepEqual(binding.errors(), [], "the queue is that of Node's crypto too");
});

test("wrapBio refuses options that are none", () => {
  const bio = new MemoryBIO();
  assert.throws(() => clientContext().wrapBio(bio, bio, null as never), TypeError);
  assert.throws(() => clientContext().wrapBio(bio, bio, "localhost" as never), TypeError);
  assert.throws(() => clientContext().wrapBio(bio, {} as never, { serverHostname: "localhost" }), TypeError);
  assert.throws(() => clientContext().wrapBio(bio, bio), RangeError);
});
