// What every send returns.

/**
 * A frame to be handed to the transport.
 *
 * @example
 * ```ts
 * import { ControlOpcode, GroupNode, MlsContext } from "gbp-stack";
 *
 * using mls = MlsContext.create("alice");
 * using node = GroupNode.create(1, mls.groupId);
 * node.bootstrapAsCreator(mls.epoch);
 * const frame = node.sendControl(mls, 2, ControlOpcode.ACK, 0, 1);
 * console.log(frame.target, frame.wire.length > 16); // 2 true
 * ```
 */
export class OutboundFrame {
  /** Member id that the caller named: for the transport only, it is not in the frame. */
  readonly target: number;
  /**
   * The encoded frame. A view: many frames may share one buffer, so send the view, not its buffer.
   */
  readonly wire: Uint8Array<ArrayBuffer>;

  /** A frame for this target. */
  constructor(target: number, wire: Uint8Array<ArrayBuffer>) {
    this.target = target;
    this.wire = wire;
  }
}
