import assert from "node:assert/strict";
import { test } from "node:test";
import { ifIndextoname, ifNameindex, ifNametoindex, OSError } from "berkeley";
import { fromPython } from "./python.ts";

test("ifNameindex lists the interfaces that Python's if_nameindex lists", () => {
  const python = fromPython<[number, string][]>("import json, socket; print(json.dumps(socket.if_nameindex()))");
  assert.deepEqual(ifNameindex(), python);
  assert.ok(ifNameindex().some(([, name]) => name === "lo"));
});

test("ifNametoindex and ifIndextoname undo each other", () => {
  for (const [index, name] of ifNameindex()) {
    assert.equal(ifNametoindex(name), index);
    assert.equal(ifIndextoname(index), name);
  }
});

test("ifNametoindex of an unknown or too long name is an OSError with ENODEV", () => {
  for (const name of ["nosuchif0", "", "a name that no interface can have"]) {
    assert.throws(
      () => ifNametoindex(name),
      (error) => {
        assert.ok(error instanceof OSError);
        assert.equal(error.code, "ENODEV");
        assert.equal(error.syscall, "if_nametoindex");
        return true;
      },
    );
  }
});

test("ifIndextoname of an unknown index is an OSError with ENXIO", () => {
  for (const index of [0, 2_000_000_000, 0xffff_ffff]) {
    assert.throws(
      () => ifIndextoname(index),
      (error) => error instanceof OSError && error.code === "ENXIO",
    );
  }
});

test("ifNametoindex and ifIndextoname refuse wrong arguments", () => {
  assert.throws(() => ifNametoindex(1 as never), /^TypeError: name must be a string/);
  assert.throws(() => ifNametoindex("lo\0"), /^RangeError: name/);
  assert.throws(() => ifIndextoname("1" as never), /^TypeError: index/);
  assert.throws(() => ifIndextoname(-1), /^RangeError: index/);
  assert.throws(() => ifIndextoname(1.5), /^RangeError: index/);
});
