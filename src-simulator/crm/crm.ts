/** Stand-ins for CRMs: what they have in common. Each is written from its vendor's documents, quirks included. */
import { createServer } from 'node:http';
import type { AnswerFault } from '../zoom/faults.ts';
import { answerWithFault, type ZoomAnswer, type ZoomRequest } from '../http.ts';
import { HOST, listen, receive, respond } from '../http-server.ts';

/** A record as a person would type it; each CRM keeps it in its own shape. */
export interface FakeCrmRecord {
  readonly id: string;
  /** `person` where the CRM knows no leads or companies */
  readonly kind: 'person' | 'lead' | 'company';
  readonly familyName: string;
  readonly givenName: string;
  /** for a `company`, its own name */
  readonly company: string;
  /** as typed; '' = the field is empty */
  readonly phone: string;
  readonly mobile: string;
  readonly ownerEmail: string;
  /** open tickets or deals */
  readonly open: number;
  /** when something last happened, ms since 1970 */
  readonly activeAt: number;
}

/** What all fakes can be made to do. */
export interface CrmOptions {
  /** answers every search with everybody */
  readonly ignoresQuery: boolean;
}

/** A request's answer, from what it says alone. */
export interface CrmFake {
  /** what it takes as the secret of a connector */
  readonly secret: string;
  /** @param now ms since 1970 */
  answer(request: ZoomRequest, now: number): ZoomAnswer;
  /** how the CRM words an error */
  errorBody(status: number, code: number, message: string): unknown;
}

/** A running stand-in. */
export interface CrmServer {
  /** http://127.0.0.1:port */
  readonly url: string;
  /** in order of arrival */
  readonly requests: readonly ZoomRequest[];
  /** what comes instead of every answer; null = the answer */
  fault: AnswerFault | null;
  /** what every body is instead, with status 200; null = its own */
  body: string | null;
  /** ms before each answer */
  delayMs: number;
  /** ends every connection */
  close(): Promise<void>;
}

export async function startCrm(fake: CrmFake): Promise<CrmServer> {
  const requests: ZoomRequest[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const after = (ms: number, run: () => void): (() => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, ms);
    timers.add(timer);
    return () => {
      timers.delete(timer);
      clearTimeout(timer);
    };
  };
  const http = createServer((message, response) => {
    receive(message)
      .then((request) => {
        requests.push(request);
        const now = Date.now();
        const correctAnswer = fake.answer(request, now);
        const answer =
          server.fault !== null
            ? answerWithFault(server.fault, (...error) => fake.errorBody(...error), now)
            : server.body !== null && correctAnswer.kind === 'answer'
              ? { ...correctAnswer, status: 200, body: server.body }
              : correctAnswer;
        if (server.delayMs === 0) respond(response, answer, after);
        else after(server.delayMs, () => respond(response, answer, after));
      })
      .catch(() => response.destroy());
  });
  const port = await listen(http, 0);
  const server: CrmServer = {
    url: `http://${HOST}:${port}`,
    requests,
    fault: null,
    body: null,
    delayMs: 0,
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      const closed = new Promise<void>((resolve) => http.close(() => resolve()));
      http.closeAllConnections();
      await closed;
    },
  };
  return server;
}

/** The digits, as an index of digits has them that does not fold full-width ones. */
export function toAsciiDigits(text: string): string {
  return text.replace(/[^0-9]/gu, '');
}

/** CRMs have null where nobody typed anything. */
export function orNull(text: string): string | null {
  return text === '' ? null : text;
}

/** A field of what should be an object, out of a request; undefined where there is none. */
export function getField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** What should be a list, out of a request. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
