"""The runner for the Python package, on the library that it brought or on ours.

    python bench/runners/python_package.py NAME SIZE CODEC FRAMES

Says "ready", then answers every line with one line (bench/runner.ts); "error TEXT" ends it.
"""

import sys
import time

import gbp_stack as gbp

TARGET = 2
AUDIO_TICKS = 960


class Pair:
    """Two members, 1 and 2, of one group at epoch 1, with an active node each."""

    def __init__(self):
        self.sender_mls = gbp.MlsContext.create("alice")
        self.receiver_mls = gbp.MlsContext.create("bob")
        welcome = self.sender_mls.invite(self.receiver_mls.export_key_package())
        self.receiver_mls.accept_welcome(welcome)
        self.epoch = self.receiver_mls.epoch
        self.sender = make_node(1, self.sender_mls)
        self.receiver = make_node(2, self.receiver_mls)


def make_node(member_id, mls):
    node = gbp.GroupNode.create(member_id, mls.group_id)
    node.bootstrap_as_creator(mls.epoch)
    node.drain_events()
    return node


def letters(size):
    return bytes(0x61 + at % 26 for at in range(size))


def accept(node, mls, client, epoch, wire):
    for event in node.on_wire(mls, wire):
        if event.kind != "payload_received":
            raise RuntimeError(event.kind)
        result = client.accept(event.plaintext, epoch, gbp.PayloadCodec(event.codec or 0))
        if result.status != "new":
            raise RuntimeError(f"accept: {result.status} {result.reason}")


class Text:
    """One text message: send, on_wire, accept."""

    def __init__(self, size, codec, _frames):
        self.pair = Pair()
        self.sender, self.receiver = gbp.GtpClient.create(), gbp.GtpClient.create()
        self.text, self.codec, self.number = letters(size).decode(), gbp.PayloadCodec(codec), 0

    def before(self, count):
        pass

    def run(self, count):
        pair = self.pair
        for _ in range(count):
            self.number += 1
            sent = self.sender.send(pair.sender, pair.sender_mls, TARGET, self.number, self.text,
                                    self.codec)
            accept(pair.receiver, pair.receiver_mls, self.receiver, pair.epoch, sent.wire)


class Audio:
    """Receiving one audio frame, on_wire and accept, of one of many speakers."""

    def __init__(self, size, codec, speakers):
        self.pair = Pair()
        self.sender, self.receiver = gbp.GapClient.create(), gbp.GapClient.create()
        self.speakers = [make_node(10 + i, self.pair.sender_mls) for i in range(max(1, speakers))]
        self.opus, self.codec, self.number = letters(size), gbp.PayloadCodec(codec), 0
        self.wires = []

    def _send(self):
        index = self.number % len(self.speakers)
        ticks = self.number * AUDIO_TICKS
        self.number += 1
        return self.sender.send(self.speakers[index], self.pair.sender_mls, TARGET, 10 + index,
                                ticks, self.opus, self.codec).wire

    def before(self, count):
        self.wires = [self._send() for _ in range(count)]

    def run(self, _count):
        pair = self.pair
        for wire in self.wires:
            accept(pair.receiver, pair.receiver_mls, self.receiver, pair.epoch, wire)


class Encrypt:
    """SFrame, suite 0."""

    def __init__(self, size, _codec, _frames):
        self.pair = Pair()
        self.own = gbp.SFrameSession.create(self.pair.sender_mls)
        self.encryptor = self.own.create_encryptor(self.pair.sender_mls, 0)
        self.session = gbp.SFrameSession.create(self.pair.receiver_mls)
        self.frame = letters(size)
        self.payloads = []

    def before(self, count):
        pass

    def run(self, count):
        for _ in range(count):
            self.encryptor.encrypt(self.frame)


class Decrypt(Encrypt):
    """Opening what Encrypt made."""

    def before(self, count):
        self.payloads = [self.encryptor.encrypt(self.frame) for _ in range(count)]

    def run(self, _count):
        for payload in self.payloads:
            self.session.decrypt(payload)


class Frame:
    """Encoding a frame around a payload."""

    def __init__(self, size, _codec, _frames):
        self.payload, self.group_id, self.number = letters(size), bytes(16), 0

    def before(self, count):
        pass

    def run(self, count):
        for _ in range(count):
            self.number += 1
            gbp.encode_gbp_frame(1, self.group_id, 1, 0, 2, 101, 7, self.number, self.payload)


OPERATIONS = {"text": Text, "audio": Audio, "encrypt": Encrypt, "decrypt": Decrypt, "frame": Frame}


def batches(operation, line):
    count, size = map(int, line.split())
    times = []
    for _ in range(count):
        operation.before(size)
        start = time.perf_counter_ns()
        operation.run(size)
        times.append(time.perf_counter_ns() - start)
    return " ".join(map(str, times))


def clocked(call, *arguments):
    start = time.perf_counter_ns()
    result = call(*arguments)
    return time.perf_counter_ns() - start, result


def group(members):
    """Everyone joins one by one; the last but one is the witness who processes the last commit."""
    values = {}
    values["create"], creator = clocked(gbp.MlsContext.create, "creator")
    joiners = [gbp.MlsContext.create(f"member-{index}") for index in range(members - 1)]
    key_packages = [joiner.export_key_package() for joiner in joiners]

    def add(key_package):
        both = creator.invite_full(key_package)
        creator.finalize_commit()
        return both

    values["grow"] = 0
    for index, key_package in enumerate(key_packages):
        values["invite"], (commit, welcome) = clocked(add, key_package)
        values["grow"] += values["invite"]
        if index == members - 3:
            joiners[index].accept_welcome(welcome)
    values["commitBytes"], values["welcomeBytes"] = len(commit), len(welcome)
    if members > 2:
        def process():
            joiners[-2].process_message(commit)
            joiners[-2].finalize_commit()
        values["process"], _ = clocked(process)
    values["join"], _ = clocked(joiners[-1].accept_welcome, welcome)
    values["remove"], removal = clocked(creator.remove_member, members - 1)
    values["removeBytes"] = len(removal)
    for context in [creator, *joiners]:
        context.close()
    return values


def resident():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096


class Memory:
    """Memory after so many more text messages of 32 bytes."""

    exchange = None

    def __call__(self, messages):
        self.exchange = self.exchange or Text(32, 0, 0)
        self.exchange.run(messages)
        return {"resident": resident()}


STORIES = {"group": group, "memory": Memory()}


def serve(name, size, codec, frames):
    if name in STORIES:
        tell = STORIES[name]

        def answer(_line):
            return " ".join(f"{key}={value}" for key, value in tell(size).items())
    else:
        operation = OPERATIONS[name](size, codec, frames)

        def answer(line):
            return batches(operation, line)
    print("ready", flush=True)
    for line in sys.stdin:
        print(answer(line), flush=True)


if __name__ == "__main__":
    try:
        serve(sys.argv[1], *map(int, sys.argv[2:5]))
    except Exception as error:  # the driver shows it
        print(f"error {type(error).__name__}: {error}", flush=True)
        sys.exit(1)
