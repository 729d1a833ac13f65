import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { errorcode } from "../../dist/core/errno.js";
import {
  BlockingIOError,
  BrokenPipeError,
  ConnectionAbortedError,
  ConnectionError,
  ConnectionRefusedError,
  ConnectionResetError,
  FileExistsError,
  FileNotFoundError,
  GAIError,
  gaiError,
  HError,
  hError,
  InterruptedError,
  KeyError,
  NotADirectoryError,
  OSError,
  osError,
  PermissionError,
  TimeoutError,
  timeoutError,
} from "../../dist/core/errors.js";
import { fromPython } from "./python.ts";

test("osError gives the class, name and number that Python gives, for every errno", () => {
  const program =
    "import errno, json; print(json.dumps([[n, c, type(OSError(n, '')).__name__] for n, c in errno.errorcode.items()]))";
  const aliases: Record<string, string> = { EWOULDBLOCK: "EAGAIN", EDEADLOCK: "EDEADLK", ENOTSUP: "EOPNOTSUPP" };
  const all = fromPython<[number, string, string][]>(program);
  assert.ok(all.length > 120);
  for (const [number, code, Class] of all) {
    const error = osError(number, "recv");
    assert.equal(error.errno, number);
    assert.equal(error.code, aliases[code] ?? code);
    // ECHILD and ESRCH have classes of their own in Python, for processes.
    const expected = ["ChildProcessError", "ProcessLookupError", "IsADirectoryError"].includes(Class)
      ? "OSError"
      : Class;
    assert.equal(error.name, expected, code);
    assert.equal(error.syscall, "recv");
    assert.match(error.message, new RegExp(`^recv: .+ \\(${error.code}\\)`));
  }
});

test("osError has a name for every errno from 1 to 133, but for the two that Linux skips", () => {
  for (let number = 1; number <= 133; number++) {
    if (number === 41 || number === 58) continue;
    assert.match(errorcode.get(number) ?? "", /^E[A-Z0-9]+$/, String(number));
  }
});

test("osError of an unknown errno is an OSError that tells the number", () => {
  const error = osError(4000, "ioctl");
  assert.equal(error.constructor, OSError);
  assert.equal(error.code, "EUNKNOWN");
  assert.match(error.message, /4000/);
});

test("osError says what was done, to which address, and what to do", () => {
  const error = osError(111, "connect", ["127.0.0.1", 80]);
  assert.match(error.message, /^connect to 127\.0\.0\.1:80: .+ \(ECONNREFUSED\)\. Is a server listening there\?$/);
  assert.deepEqual(error.address, ["127.0.0.1", 80]);
  assert.match(
    osError(98, "bind", ["::1", 80, 0, 3]).message,
    /^bind to \[::1%3\]:80: .*\(EADDRINUSE\)\. .*SO_REUSEADDR/,
  );
  assert.match(osError(13, "bind", ["", 80]).message, /^bind to \*:80: .*\(EACCES\)\. .*ip_unprivileged_port_start/);
  assert.match(osError(2, "connect", "/run/x.sock").message, /^connect to \/run\/x\.sock: /);
  assert.match(osError(111, "connect", Buffer.from("\0name\x01")).message, /^connect to @name\\x01: /);
  assert.match(osError(111, "connect", { host: "localhost", port: 1 }).message, /^connect to localhost:1: /);
  assert.match(osError(24, "socket").message, /^socket: .*\(EMFILE\)\. .*ulimit/);
  assert.match(osError(101, "sendto", [1, 2]).message, /^sendto \[ 1, 2 \]: /);
});

test("osError without an address has no address property", () => {
  assert.equal("address" in osError(9, "recv"), false);
});

test("OSError and its subclasses have Python's tree", () => {
  for (const Class of [BrokenPipeError, ConnectionAbortedError, ConnectionRefusedError, ConnectionResetError]) {
    assert.ok(new Class() instanceof ConnectionError);
  }
  const others = [BlockingIOError, FileExistsError, FileNotFoundError, InterruptedError, NotADirectoryError];
  for (const Class of [...others, PermissionError, TimeoutError]) {
    const error = new Class();
    assert.ok(error instanceof OSError);
    assert.ok(error instanceof Error);
    assert.ok(error.errno > 0);
    assert.equal(error.name, Class.name);
    assert.equal(osError(error.errno, "x").constructor, Class);
  }
  assert.ok(new GAIError(-2) instanceof OSError);
  assert.ok(new HError(1) instanceof OSError);
  assert.ok(new KeyError("x") instanceof RangeError);
  assert.equal(new KeyError("x").name, "KeyError");
});

test("OSError can be made from an errno alone, or with a message and details", () => {
  const plain = new OSError(111);
  assert.equal(plain.code, "ECONNREFUSED");
  assert.equal(plain.syscall, "");
  assert.ok(plain.message.length > 0);
  const cause = new Error("why");
  const full = new TimeoutError(110, "Too slow", { syscall: "recv", address: ["::1", 1], cause });
  assert.equal(full.message, "Too slow");
  assert.equal(full.code, "ETIMEDOUT");
  assert.equal(full.syscall, "recv");
  assert.deepEqual(full.address, ["::1", 1]);
  assert.equal(full.cause, cause);
  assert.equal("cause" in plain, false);
  assert.throws(() => new OSError("ENOENT" as unknown as number), /^TypeError: errno must be a number/);
});

test("OSError is readable in util.inspect: its name once, and its properties", () => {
  const text = inspect(osError(111, "connect", ["127.0.0.1", 80]));
  assert.match(text, /^ConnectionRefusedError: connect to 127\.0\.0\.1:80/);
  assert.match(text, /errno: 111/);
  assert.match(text, /code: 'ECONNREFUSED'/);
  assert.match(text, /address: \[ '127\.0\.0\.1', 80 \]/);
  assert.doesNotMatch(text, /\bname:/);
});

test("BlockingIOError is the error of EAGAIN, EALREADY and EINPROGRESS", () => {
  for (const errno of [11, 114, 115]) assert.equal(osError(errno, "connect").constructor, BlockingIOError);
});

test("timeoutError is a TimeoutError with ETIMEDOUT", () => {
  const error = timeoutError("recv");
  assert.equal(error.constructor, TimeoutError);
  assert.equal(error.errno, 110);
  assert.equal(error.code, "ETIMEDOUT");
  assert.equal(error.syscall, "recv");
  assert.match(error.message, /^recv: timed out/);
});

test("gaiError and hError carry the resolver's numbers, names and texts", () => {
  const error = gaiError(-2, "getaddrinfo", "nowhere.invalid");
  assert.equal(error.constructor, GAIError);
  assert.equal(error.errno, -2);
  assert.equal(error.code, "EAI_NONAME");
  assert.match(error.message, /^getaddrinfo for nowhere\.invalid: .+ \(EAI_NONAME\)/);
  assert.equal(new GAIError(-3).code, "EAI_AGAIN");
  const host = hError(1, "gethostbyname", "nowhere.invalid");
  assert.equal(host.constructor, HError);
  assert.equal(host.code, "HOST_NOT_FOUND");
  assert.match(host.message, /^gethostbyname for nowhere\.invalid: .+ \(HOST_NOT_FOUND\)/);
});
