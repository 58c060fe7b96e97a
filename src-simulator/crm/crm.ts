/** What the stand-ins for CRMs share. Each is written from its vendor's documents, quirks included. */
import { answerWith, answerWithFault, type ErrorBody, type Reply } from '../http.ts';
import type { ZoomAnswer, ZoomRequest } from '../http.ts';
import { createHttpServer, HOST, listen, stopListening } from '../http-server.ts';
import { afterTimeout, createTimers } from '../timers.ts';
import type { AnswerFault } from '../zoom/faults.ts';

/** A record as a person would type it. Each CRM stores it in its own shape. */
export interface FakeCrmRecord {
  readonly id: string;
  /** `person` where the CRM has no leads or companies */
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
  /** last activity, ms since 1970 */
  readonly activeAt: number;
}

/** Options of every stand-in. */
export interface CrmOptions {
  /** returns every record for any search */
  readonly ignoresQuery: boolean;
}

/** The stand-in for one CRM, without a socket. */
export interface CrmFake {
  /** the secret that the connector must send */
  readonly secret: string;
  /**
   * Depends on the request and earlier requests only. May throw a `Refusal`.
   * @param now ms since 1970
   */
  answer(request: ZoomRequest, now: number): Reply | ZoomAnswer;
  readonly errorBody: ErrorBody;
}

/** An error answer, thrown while a request is processed. */
export class Refusal extends Error {
  readonly reply: Reply;

  constructor(status: number, body: unknown, headers: Reply['headers'] = {}) {
    super(`status ${status}`);
    this.reply = { status, body, headers };
  }
}

/** A running stand-in. */
export interface CrmServer {
  /** http://127.0.0.1:port */
  readonly url: string;
  /** in order of arrival */
  readonly requests: readonly ZoomRequest[];
  /** replaces every answer; null = no fault */
  fault: AnswerFault | null;
  /** replaces every body, with status 200; null = the body is left as it is */
  body: string | null;
  /** delay of every answer in ms */
  delayMs: number;
  /** cuts every connection */
  close(): Promise<void>;
}

export async function startCrm(fake: CrmFake): Promise<CrmServer> {
  const requests: ZoomRequest[] = [];
  const timers = createTimers(afterTimeout);
  const http = createHttpServer((request, respond) => {
    requests.push(request);
    const answer = getAnswer(fake, request, server);
    if (server.delayMs === 0) respond(answer);
    else timers.after(server.delayMs, () => respond(answer));
  }, timers.after);
  const port = await listen(http, 0);
  const server: CrmServer = {
    url: `http://${HOST}:${port}`,
    requests,
    fault: null,
    body: null,
    delayMs: 0,
    close: () => {
      timers.cancelAll();
      return stopListening(http);
    },
  };
  return server;
}

/** The stand-in counts every request, also one that a fault answers. */
function getAnswer(fake: CrmFake, request: ZoomRequest, { fault, body }: CrmServer): ZoomAnswer {
  const now = Date.now();
  const reply = getReply(fake, request, now);
  if (fault !== null) return answerWithFault(fault, fake.errorBody, now);
  const answer = 'kind' in reply ? reply : answerWith(reply, now);
  return body !== null && answer.kind === 'answer' ? { ...answer, status: 200, body } : answer;
}

function getReply(fake: CrmFake, request: ZoomRequest, now: number): Reply | ZoomAnswer {
  try {
    return fake.answer(request, now);
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

/** Counts the last minute's requests, refused ones included. `retryAfter`, in s, is null up to `max` requests. */
export function createMinuteCounter(
  max: number,
): (now: number) => { readonly remaining: string; readonly retryAfter: string | null } {
  let times: readonly number[] = [];
  return (now) => {
    times = [...times.filter((at) => at > now - 60_000), now];
    const [oldest = now] = times;
    return {
      remaining: String(Math.max(0, max - times.length)),
      retryAfter: times.length > max ? String(Math.ceil((oldest + 60_000 - now) / 1_000)) : null,
    };
  };
}

/** The `Authorization` header of `user:password`. */
export function toBasicHeader(credentials: string): string {
  return `Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`;
}

/** A record with every field empty, from which a stand-in takes the fields that it has. */
export function createEmptyRecord(kind: FakeCrmRecord['kind']): FakeCrmRecord {
  const names = { familyName: '', givenName: '', company: '' };
  return { id: '', kind, ...names, phone: '', mobile: '', ownerEmail: '', open: 0, activeAt: 0 };
}

/** The company's or person's name, family name first. */
export function getDisplayName({ kind, company, familyName, givenName }: FakeCrmRecord): string {
  return kind === 'company' ? company : `${familyName} ${givenName}`.trim();
}

/** For CRMs in which every record has an owner; the name is what precedes the @. */
export function getOwner({ ownerEmail }: FakeCrmRecord): { readonly email: string; readonly name: string } {
  const email = ownerEmail === '' ? 'admin@example.com' : ownerEmail;
  return { email, name: email.split('@')[0] ?? '' };
}

/** ASCII digits only, as an index has them that does not fold full-width digits. */
export function toAsciiDigits(text: string): string {
  return text.replace(/[^0-9]/gu, '');
}

/** CRMs return null for an empty field. */
export function orNull(text: string): string | null {
  return text === '' ? null : text;
}

/** A field of a JSON value; undefined if the value is no object or lacks the field. */
export function getField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The JSON value if it is an array, otherwise an empty list. */
export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
