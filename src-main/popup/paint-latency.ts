/**
 * Measures how long a ringing call takes from its event's arrival to its painted card.
 * Times are of one monotonic clock, in ms.
 */
export class PaintLatency {
  readonly #arrived = new Map<string, number>();
  readonly #sent = new Map<string, { arrivedAt: number; revision: number }>();
  readonly #report: (callId: string, paintedMs: number) => void;

  constructor(report: (callId: string, paintedMs: number) => void) {
    this.#report = report;
  }

  /** A call began to ring. */
  ringArrived(callId: string, arrivedAt: number): void {
    this.#arrived.set(callId, arrivedAt);
  }

  /** These calls' cards are in the view of this revision. */
  viewSent(revision: number, callIds: readonly string[]): void {
    for (const callId of callIds) {
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
