// A member's MLS state by ts-mls: ciphersuite 1, basic credential, ratchet tree in the Welcome,
// handshake as PrivateMessage, key packages bare (docs/wire.md, AEAD of the payload).

import {
  acceptAll,
  type Capabilities,
  type CiphersuiteImpl,
  type ClientState,
  createCommit,
  createGroup,
  decodeMlsMessage,
  emptyPskIndex,
  encodeMlsMessage,
  generateKeyPackage,
  getCiphersuiteFromName,
  getCiphersuiteImpl,
  joinGroup,
  type KeyPackage,
  type Lifetime,
  mlsExporter,
  type MLSMessage,
  type PrivateKeyPackage,
  processMessage,
  type Proposal,
} from "ts-mls";
import { decodeKeyPackage, encodeKeyPackage } from "ts-mls/keyPackage.js";

const CIPHERSUITE = "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519";
const CAPABILITIES: Capabilities = {
  versions: ["mls10"],
  ciphersuites: [CIPHERSUITE],
  extensions: [],
  proposals: [],
  credentials: ["basic"],
};
const AN_HOUR_S = 3600;

function lifetime(): Lifetime {
  const now = Math.floor(Date.now() / 1000);
  return { notBefore: BigInt(now - AN_HOUR_S), notAfter: BigInt(now + AN_HOUR_S) };
}

function decode<Format extends MLSMessage["wireformat"]>(
  bytes: Uint8Array,
  wireformat: Format,
): Extract<MLSMessage, { wireformat: Format }> {
  const [message, length] = decodeMlsMessage(bytes, 0) ?? [];
  if (message?.wireformat !== wireformat || length !== bytes.length) {
    throw new Error(`not one ${wireformat}: ${message?.wireformat}, ${length} of ${bytes.length}`);
  }
  return message as Extract<MLSMessage, { wireformat: Format }>;
}

export class MlsPeer {
  readonly #suite: CiphersuiteImpl;
  readonly #public: KeyPackage;
  readonly #private: PrivateKeyPackage;
  #state: ClientState | undefined;
  /** The state behind the commit that was made or staged. */
  #next: ClientState | undefined;

  private constructor(suite: CiphersuiteImpl, keys: [KeyPackage, PrivateKeyPackage]) {
    this.#suite = suite;
    [this.#public, this.#private] = keys;
  }

  static async create(identity: string): Promise<MlsPeer> {
    const suite = await getCiphersuiteImpl(getCiphersuiteFromName(CIPHERSUITE));
    const credential = {
      credentialType: "basic" as const,
      identity: new TextEncoder().encode(identity),
    };
    const keys = await generateKeyPackage(credential, CAPABILITIES, lifetime(), [], suite);
    return new MlsPeer(suite, [keys.publicPackage, keys.privatePackage]);
  }

  get epoch(): bigint {
    return this.#group.groupContext.epoch;
  }

  get groupId(): Uint8Array {
    return this.#group.groupContext.groupId;
  }

  get isRemoved(): boolean {
    return this.#group.groupActiveState.kind === "removedFromGroup";
  }

  keyPackage(): Uint8Array {
    return encodeKeyPackage(this.#public);
  }

  async found(groupId: Uint8Array): Promise<void> {
    this.#state = await createGroup(groupId, this.#public, this.#private, [], this.#suite);
  }

  async join(bytes: Uint8Array): Promise<void> {
    const { welcome } = decode(bytes, "mls_welcome");
    this.#state = await joinGroup(
      welcome,
      this.#public,
      this.#private,
      emptyPskIndex,
      this.#suite,
    );
  }

  async invite(
    keyPackages: readonly Uint8Array[],
  ): Promise<{ commit: Uint8Array; welcome: Uint8Array }> {
    const proposals = keyPackages.map((bytes): Proposal => {
      const [keyPackage] = decodeKeyPackage(bytes, 0) ?? [];
      if (!keyPackage) throw new Error("not a key package");
      return { proposalType: "add", add: { keyPackage } };
    });
    const { commit, welcome } = await this.#commit(proposals);
    if (!welcome) throw new Error("no Welcome for an Add");
    const message = { version: "mls10", wireformat: "mls_welcome", welcome } as const;
    return { commit: encodeMlsMessage(commit), welcome: encodeMlsMessage(message) };
  }

  async remove(leaf: number): Promise<Uint8Array> {
    const proposal: Proposal = { proposalType: "remove", remove: { removed: leaf } };
    return encodeMlsMessage((await this.#commit([proposal])).commit);
  }

  async stage(bytes: Uint8Array): Promise<void> {
    const message = decode(bytes, "mls_private_message");
    const result = await processMessage(
      message,
      this.#group,
      emptyPskIndex,
      acceptAll,
      this.#suite,
    );
    if (result.kind !== "newState") throw new Error("an application message, and no commit");
    this.#next = result.newState;
  }

  merge(): void {
    if (!this.#next) throw new Error("no commit to merge");
    this.#state = this.#next;
    this.#next = undefined;
  }

  exportSecret(label: string, context: Uint8Array, length: number): Promise<Uint8Array> {
    const { exporterSecret } = this.#group.keySchedule;
    return mlsExporter(exporterSecret, label, context, length, this.#suite);
  }

  get #group(): ClientState {
    if (!this.#state) throw new Error("not in a group yet");
    return this.#state;
  }

  async #commit(extraProposals: Proposal[]) {
    const context = { state: this.#group, cipherSuite: this.#suite };
    const result = await createCommit(context, { extraProposals, ratchetTreeExtension: true });
    this.#next = result.newState;
    return result;
  }
}
