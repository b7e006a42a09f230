// Functions without an object, against bytes recorded from gbp-stack 1.5.0 (docs/wire.md).

import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeGbpFrame, lookupError, version } from "../../bindings/mod.ts";
import { PACKAGE_VERSION } from "../../bindings/src/ffi/symbols.ts";

const group = new Uint8Array(16).fill(0x67);
const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

test("version names the package's version in the reference's form", () => {
  assert.equal(version(), `group-protocol-stack ${PACKAGE_VERSION} (gbp + gtp + gap + gsp)`);
});

test("encodeGbpFrame writes the reference's bytes, by position and by name", () => {
  const expected = "aa61760163676964506767676767676767676767676767676762657001637469640162737401" +
    "637369640162666c0163736571016370737a0162706c4178";
  const payload = new Uint8Array([0x78]);
  assert.equal(hex(encodeGbpFrame(1, group, 1, 1, 1, 1, 1, 1, payload)), expected);
  const fields = {
    version: 1,
    groupId: group,
    epoch: 1n,
    transitionId: 1,
    streamType: 1,
    streamId: 1,
    flags: 1,
    sequenceNo: 1,
    payload,
  };
  assert.equal(hex(encodeGbpFrame(fields)), expected);
});

test("encodeGbpFrame takes the widest values", () => {
  const wire = encodeGbpFrame(
    255,
    group,
    2n ** 64n - 1n,
    2 ** 32 - 1,
    255,
    2 ** 32 - 1,
    65_535,
    2 ** 32 - 1,
    new Uint8Array(70_000),
  );
  assert.ok(hex(wire.subarray(0, 60)).includes("6265701bffffffffffffffff"));
  assert.equal(wire.length - 70_000 < 160, true);
});

test("encodeGbpFrame refuses an object that is none", () => {
  assert.throws(() => encodeGbpFrame(null as never), /^TypeError: version must be a number/);
  assert.throws(() => encodeGbpFrame({} as never), /^TypeError: version must be a number/);
});

test("lookupError gives the registry's object, and undefined beyond it", () => {
  const first = "a664636f64650165636c617373056972657472796" +
    "1626c65f4656661746c".replace("656661746c", "65666174616cf5");
  assert.ok(hex(lookupError(1)!).startsWith(first));
  assert.equal(lookupError(0x9999), undefined);
  assert.equal(lookupError(0), undefined);
});
