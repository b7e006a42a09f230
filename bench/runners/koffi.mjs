// The runner for Node: the binding to the loaded ABI that one writes in an afternoon with koffi,
// JSON.parse and base64 included.
//
//   node bench/runners/koffi.mjs LIBRARY NAME SIZE CODEC FRAMES
//
// Says "ready", then answers every line with one line (bench/runner.ts); "error TEXT" ends it.

import { Buffer } from "node:buffer";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { createInterface } from "node:readline";
import koffi from "koffi";

const TARGET = 2;
const TARGET_BYTES = 4;
const AUDIO_TICKS = 960;

const [path, name, ...numbers] = process.argv.slice(2);
const [size, codec, frames] = numbers.map(Number);

/** The functions of the library, each by its C prototype. */
function bind() {
  const library = koffi.load(path);
  koffi.struct("GbpBuffer", { ptr: "uint8_t *", len: "size_t", cap: "size_t" });
  koffi.disposable("Text", "str", library.func("void gbp_string_free(char *)"));
  const bytes = "const uint8_t *, size_t";
  const prototypes = `
    void gbp_buffer_free(GbpBuffer)
    Text gbp_last_error()
    GbpBuffer gbp_frame_encode_v(uint8_t, const uint8_t *, uint64_t, uint32_t, uint32_t, uint32_t,
      uint16_t, uint32_t, ${bytes})
    int32_t gbp_mls_create(${bytes})
    uint64_t gbp_mls_epoch(int32_t)
    bool gbp_mls_group_id(int32_t, _Out_ uint8_t *)
    GbpBuffer gbp_mls_export_key_package(int32_t)
    GbpBuffer gbp_mls_invite(int32_t, ${bytes})
    bool gbp_mls_accept_welcome(int32_t, ${bytes})
    int32_t gbp_node_create(uint32_t, const uint8_t *)
    bool gbp_node_bootstrap_creator(int32_t, uint64_t)
    Text gbp_node_drain_events(int32_t)
    Text gbp_node_on_wire(int32_t, int32_t, ${bytes})
    int32_t gtp_client_create()
    GbpBuffer gtp_client_send(int32_t, int32_t, int32_t, uint32_t, uint64_t, ${bytes}, uint8_t)
    Text gtp_client_accept(int32_t, uint64_t, ${bytes}, uint8_t)
    int32_t gap_client_create()
    GbpBuffer gap_client_send(int32_t, int32_t, int32_t, uint32_t, uint32_t, uint64_t, ${bytes},
      uint8_t)
    Text gap_client_accept(int32_t, uint64_t, ${bytes}, uint8_t)
    int32_t gbp_sframe_session_create(int32_t, uint8_t, ${bytes})
    int32_t gbp_sframe_encryptor_create(int32_t, int32_t, uint32_t, uint8_t, ${bytes})
    GbpBuffer gbp_sframe_encrypt(int32_t, ${bytes}, ${bytes})
    GbpBuffer gbp_sframe_decrypt(int32_t, ${bytes}, ${bytes}, _Out_ uint32_t *)`;
  const functions = {};
  for (const [prototype, name] of prototypes.matchAll(/\w+ (\w+)\([^)]*\)/g)) {
    functions[name] = library.func(prototype.replace(/\s+/g, " "));
  }
  return functions;
}

const lib = bind();

/** A blob's bytes in memory of their own; the blob is released. */
function take(buffer) {
  const length = Number(buffer.len);
  if (length === 0) throw new Error(lib.gbp_last_error());
  const bytes = Uint8Array.from(koffi.decode(buffer.ptr, "uint8_t", length));
  lib.gbp_buffer_free(buffer);
  return bytes;
}

function ok(result) {
  if (!result) throw new Error(lib.gbp_last_error());
  return result;
}

function create(identity) {
  const credential = Buffer.from(identity);
  return ok(lib.gbp_mls_create(credential, credential.length));
}

function makeNode(memberId, groupId, epoch) {
  const node = ok(lib.gbp_node_create(memberId, groupId));
  ok(lib.gbp_node_bootstrap_creator(node, epoch));
  lib.gbp_node_drain_events(node);
  return node;
}

function makePair() {
  const [senderMls, receiverMls] = [create("alice"), create("bob")];
  const keyPackage = take(lib.gbp_mls_export_key_package(receiverMls));
  const welcome = take(lib.gbp_mls_invite(senderMls, keyPackage, keyPackage.length));
  ok(lib.gbp_mls_accept_welcome(receiverMls, welcome, welcome.length));
  const groupId = new Uint8Array(16);
  ok(lib.gbp_mls_group_id(receiverMls, groupId));
  const epoch = lib.gbp_mls_epoch(receiverMls);
  const [sender, receiver] = [makeNode(1, groupId, epoch), makeNode(2, groupId, epoch)];
  return { senderMls, receiverMls, sender, receiver, groupId, epoch };
}

const pair = makePair();
const content = Uint8Array.from({ length: size }, (_, at) => 0x61 + at % 26);
let number = 0;
let made = [];

/** on_wire, and the client's accept of every payload. */
function receive(wire, client, accept) {
  const events = lib.gbp_node_on_wire(pair.receiver, pair.receiverMls, wire, wire.length);
  for (const event of JSON.parse(events)) {
    if (event.kind !== "payload_received") throw new Error(event.kind);
    const plaintext = Buffer.from(event.plaintext_b64, "base64");
    const result = JSON.parse(accept(client, pair.epoch, plaintext, plaintext.length, codec));
    if (result.status !== "new") throw new Error(result.reason ?? result.status);
  }
}

function text() {
  const [from, to] = [lib.gtp_client_create(), lib.gtp_client_create()];
  const message = Buffer.from(content).toString();
  const run = (count) => {
    for (let done = 0; done < count; done += 1) {
      const utf8 = Buffer.from(message);
      const { sender, senderMls } = pair;
      number += 1;
      const sent = take(
        lib.gtp_client_send(
          from,
          sender,
          senderMls,
          TARGET,
          number,
          utf8,
          utf8.length,
          codec,
        ),
      );
      receive(sent.subarray(TARGET_BYTES), to, lib.gtp_client_accept);
    }
  };
  return { run };
}

function audio() {
  const [from, to] = [lib.gap_client_create(), lib.gap_client_create()];
  const speakers = Array.from(
    { length: Math.max(1, frames) },
    (_, index) => makeNode(10 + index, pair.groupId, pair.epoch),
  );
  const send = () => {
    const index = number % speakers.length;
    const ticks = AUDIO_TICKS * number++;
    const [node, source] = [speakers[index], 10 + index];
    return take(
      lib.gap_client_send(
        from,
        node,
        pair.senderMls,
        TARGET,
        source,
        ticks,
        content,
        size,
        codec,
      ),
    ).subarray(TARGET_BYTES);
  };
  const before = (count) => {
    made = Array.from({ length: count }, send);
  };
  const run = () => made.forEach((wire) => receive(wire, to, lib.gap_client_accept));
  return { before, run };
}

function sframe() {
  const label = Buffer.from("gbp/sframe v1");
  const session = (mls) => ok(lib.gbp_sframe_session_create(mls, 0, label, label.length));
  const own = session(pair.senderMls);
  const encryptor = ok(
    lib.gbp_sframe_encryptor_create(pair.senderMls, own, 0, 0, label, label.length),
  );
  const encrypt = () => take(lib.gbp_sframe_encrypt(encryptor, content, size, null, 0));
  return { session: session(pair.receiverMls), encrypt };
}

function encrypt() {
  const { encrypt: once } = sframe();
  const run = (count) => {
    for (let done = 0; done < count; done += 1) once();
  };
  return { run };
}

function decrypt() {
  const { session, encrypt: once } = sframe();
  const leaf = [0];
  const before = (count) => {
    made = Array.from({ length: count }, once);
  };
  const run = () => {
    for (const payload of made) {
      take(lib.gbp_sframe_decrypt(session, payload, payload.length, null, 0, leaf));
    }
  };
  return { before, run };
}

function frame() {
  const { groupId, epoch } = pair;
  const run = (count) => {
    for (let done = 0; done < count; done += 1) {
      number += 1;
      take(lib.gbp_frame_encode_v(1, groupId, epoch, 0, 2, 101, 7, number, content, size));
    }
  };
  return { run };
}

const operation = { text, audio, encrypt, decrypt, frame }[name]();

function batches(line) {
  const [count, length] = line.split(" ").map(Number);
  const times = [];
  for (let batch = 0; batch < count; batch += 1) {
    operation.before?.(length);
    const start = performance.now();
    operation.run(length);
    times.push(Math.round((performance.now() - start) * 1e6));
  }
  return times.join(" ");
}

process.stdout.write("ready\n");
try {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${batches(line)}\n`);
  }
} catch (error) {
  process.stdout.write(`error ${error.message}\n`);
  process.exitCode = 1;
}
