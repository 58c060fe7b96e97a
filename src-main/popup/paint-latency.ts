import type { Call } from '../../src-core/calls/call.ts';
import type { Output } from '../../src-core/service/app-state.ts';

/** Measures the time from the arrival of a ringing call's event to its painted card, in ms of one monotonic clock. */
export class PaintLatency {
  readonly #arrived = new Map<string, number>();
  readonly #sent = new Map<string, { arrivedAt: number; revision: number }>();
  readonly #report: (callId: string, paintedMs: number) => void;

  constructor(report: (callId: string, paintedMs: number) => void) {
    this.#report = report;
  }

  onOutput(output: Output): void {
    if (output.type === 'call' && output.call.state === 'ringing' && output.arrivedAt !== null)
      this.#arrived.set(output.call.callId, output.arrivedAt);
  }

  /** The view of this revision has these cards. */
  viewSent(revision: number, cards: readonly { readonly call: Pick<Call, 'callId'> }[]): void {
    for (const { call } of cards) {
      const { callId } = call;
      const arrivedAt = this.#arrived.get(callId);
      if (arrivedAt === undefined) continue;
      this.#arrived.delete(callId);
      this.#sent.set(callId, { arrivedAt, revision });
    }
  }

  /** The view of this revision is on the screen. */
  viewPainted(revision: number, now: number): void {
    for (const [callId, call] of this.#sent) {
      if (call.revision > revision) continue;
      this.#sent.delete(callId);
      this.#report(callId, Math.round((now - call.arrivedAt) * 10) / 10);
    }
  }
}
