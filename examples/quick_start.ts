// A group of two in one process: text, a voice frame under SFrame, a signal, and what a stranger
// sees. Runs unchanged under both runtimes:
//
//   bun examples/quick_start.ts
//   deno run --allow-ffi=lib examples/quick_start.ts
//
// "gbp-stack" is what your own project imports; inside this repository package.json resolves the
// name to bindings/mod.ts.

import {
  GapClient,
  GroupNode,
  GspClient,
  GtpClient,
  MlsContext,
  SFrameSession,
  SignalType,
  StreamType,
} from "gbp-stack";

const [ALICE, BOB] = [1, 2]; // member ids

// MLS: Bob publishes a key package, Alice invites him, he accepts her Welcome. Epoch 1 begins.
using aliceMls = MlsContext.create("alice");
using bobMls = MlsContext.create("bob");
bobMls.acceptWelcome(aliceMls.invite(bobMls.exportKeyPackage()));

// A node each: it numbers, protects and opens the frames of its member.
using alice = GroupNode.create(ALICE, aliceMls.groupId);
using bob = GroupNode.create(BOB, bobMls.groupId);
alice.bootstrapAsCreator(aliceMls.epoch);
bob.bootstrapAsJoiner(bobMls.epoch);

// Three protocols ride in the frames: text (GTP), audio (GAP), signals (GSP). Leaf 0 is Alice.
using texts = GtpClient.create();
using audio = GapClient.create();
using signals = GspClient.create();
using aliceVoice = SFrameSession.create(aliceMls);
using microphone = aliceVoice.createEncryptor(aliceMls, aliceMls.ownLeaf);
const opus = new Uint8Array(80); // stands for 20 ms of Opus
const mutesBob = new Uint8Array([0xa1, 0x00, BOB]); // CBOR {0: 2}: the target is member 2
const frames = [
  texts.send(alice, aliceMls, BOB, 1, "hello"),
  audio.send(alice, aliceMls, BOB, ALICE, 0, microphone.encrypt(opus)),
  signals.send(alice, aliceMls, BOB, SignalType.MUTE, 0, 1, mutesBob),
];

// Bob's side: the bytes of frame.wire are all that your transport has to carry.
using bobTexts = GtpClient.create();
using bobAudio = GapClient.create();
using bobSignals = GspClient.create();
using bobVoice = SFrameSession.create(bobMls);
for (const { wire } of frames) {
  for (const event of bob.onWire(bobMls, wire)) {
    if (event.kind !== "payload_received") continue; // state changes, control messages, errors
    const { plaintext, codec } = event;
    if (event.streamType === StreamType.TEXT) {
      console.log("text:", bobTexts.accept(plaintext, bobMls.epoch, codec).text);
    } else if (event.streamType === StreamType.AUDIO) {
      const { opus } = bobAudio.accept(plaintext, bobMls.epoch, codec);
      if (opus === undefined) continue; // no audio frame: status "error", see reason
      try {
        const frame = bobVoice.decrypt(opus);
        console.log(`audio: ${frame.plaintext.length} bytes from leaf ${frame.senderLeaf}`);
      } catch (error) {
        console.log("audio refused:", error); // forged or repeated
      }
    } else {
      const { signal } = bobSignals.accept(plaintext, bobMls.epoch, codec);
      console.log("signal:", signal, "muted now:", [...bobSignals.muted]);
    }
  }
}

// Whoever is not in the group has no key: the frame is refused, and nothing is thrown.
using eveMls = MlsContext.create("eve");
using eve = GroupNode.create(3, alice.groupId);
eve.bootstrapAsJoiner(aliceMls.epoch);
const refusal = eve.onWire(eveMls, frames[0]!.wire).find((event) => event.kind === "error");
console.log("eve:", refusal?.reason);
