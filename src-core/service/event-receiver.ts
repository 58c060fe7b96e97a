import type { SourceName } from '../calls/call.ts';
import type { ParsedEvent } from '../events/parse-event.ts';
import type { Notice, NoticeCode } from '../i18n/notice.ts';
import type { CallSource } from '../zoom/call-source.ts';
import type { CallIntake } from './call-intake.ts';
import type { ConnectionMonitor } from './connection-monitor.ts';

export interface EventReceiverDeps {
  readonly intake: CallIntake;
  readonly connections: ConnectionMonitor;
  /** a monotonic clock in ms */
  readonly stopwatch: () => number;
  readonly warn: (code: NoticeCode, params: Notice['params']) => void;
  /** Called after each event and launch link, whether or not a call changed. */
  readonly onReceived: () => void;
}

/** Receives what sources report and hands it to those whom it concerns. */
export class EventReceiver {
  readonly #deps: EventReceiverDeps;

  constructor(deps: EventReceiverDeps) {
    this.#deps = deps;
  }

  /** @param isTrial the source brings simulated calls */
  start(source: CallSource, isTrial: boolean): void {
    const { intake, connections, stopwatch, warn, onReceived } = this.#deps;
    source.start({
      connection: (connection) => connections.setState(source.name, connection),
      event: (event) => this.receive(event, source.name, isTrial),
      badFrame: (code, bytes) => warn(code, { bytes }),
      badRequest: (why, bytes) => warn('webhook-refused', { why: `webhook-${why}`, bytes }),
      moreBadRequests: (count) => warn('webhook-flood', { count }),
      ring: (link) => {
        intake.applyLaunchLink(link, stopwatch());
        onReceived();
      },
      badLink: (why) => warn('launch-link-refused', { why: `link-${why}` }),
      agent: (agent) => intake.setAgent(agent),
      clockSkew: (skewMs) => intake.setClockSkew(skewMs),
    });
  }

  receive(parsed: ParsedEvent, source: SourceName, isSimulated: boolean): void {
    const { intake, connections, stopwatch, warn, onReceived } = this.#deps;
    const arrivedAt = stopwatch();
    switch (parsed.kind) {
      case 'ignored':
        return;
      case 'invalid':
        warn('invalid-event', { why: parsed.code });
        return;
      case 'event': {
        const { event, invalidFields } = parsed;
        if (invalidFields.length > 0) warn('invalid-field', { fields: invalidFields.join(', ') });
        if (!isSimulated && intake.isFresh(event)) connections.confirmDelivery();
        intake.applyEvent(event, source, arrivedAt, isSimulated);
        // Also if nothing changed: a leg that stopped ringing has its grace, for which a timer must run.
        onReceived();
      }
    }
  }
}
