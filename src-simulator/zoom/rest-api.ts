/** The little of Zoom's REST that a client of phone events needs: users, phone users, call history. */
import type { CallLog, Participant } from './call-log.ts';
import { answerCallHistory, type CallHistoryShape } from './call-history.ts';
import type { Reply, ZoomRequest } from '../http.ts';
import { formatDisplayName, owner, type ZoomUser } from '../scenarios/people.ts';
import type { IssuedToken } from './tokens.ts';

export interface RestApiOptions {
  readonly account: readonly ZoomUser[];
  readonly log: CallLog;
  readonly callHistoryShape: CallHistoryShape;
  /** How long after its end a call is to be seen in the history, in ms. */
  readonly callLogDelayMs: number;
  readonly findToken: (text: string) => IssuedToken | null;
  /** The simulator's clock, in ms since 1970. */
  readonly now: () => number;
}

/** Scopes that each allow a thing; the first is the one that Zoom's refusal names. */
type Scopes = readonly [string, ...string[]];

const USER: Scopes = ['user:read:user:admin', 'user:read:admin'];
const PHONE_USER: Scopes = ['phone:read:user:admin', 'phone:read:admin'];
const CALL_HISTORY: Scopes = [
  'phone:read:list_call_logs:admin',
  'phone_call_log:read:admin',
  'phone:read:admin',
];

/** Answers a request whose path is `pathname`. */
export function answerRest(options: RestApiOptions, request: ZoomRequest, url: URL): Reply {
  const bearer = /^Bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  const token = bearer === undefined ? null : options.findToken(bearer);
  if (token === null) return { status: 401, body: { code: 124, message: 'Invalid access token.' } };

  const route = request.method === 'GET' ? findRoute(url.pathname) : null;
  if (route === null) {
    return { status: 404, body: { code: 404, message: 'This API endpoint is not recognized.' } };
  }
  if (!route.scopes.some((scope) => token.scopes.includes(scope))) {
    const message = `Invalid access token, does not contain scopes:[${route.scopes[0]}].`;
    return { status: 400, body: { code: 4711, message } };
  }
  if (route.user === null) return answerHistory(options, url, () => true);

  const requestedUser = decodeSegment(route.user);
  const party =
    requestedUser === 'me'
      ? owner
      : options.account.find((p) => p.userId === requestedUser || p.email === requestedUser);
  if (party === undefined) {
    return { status: 404, body: { code: 1001, message: `User does not exist: ${requestedUser}` } };
  }
  switch (route.resource) {
    case 'user':
      return { status: 200, body: toUserBody(party) };
    case 'phone-user':
      return { status: 200, body: toPhoneUserBody(party) };
    case 'call-history':
      return answerHistory(options, url, (callee) => isSameUser(callee, party));
  }
}

interface Route {
  readonly resource: 'user' | 'phone-user' | 'call-history';
  /** As it stands in the path; null = the whole account. */
  readonly user: string | null;
  readonly scopes: Scopes;
}

function findRoute(pathname: string): Route | null {
  if (pathname === '/v2/phone/call_history') {
    return { resource: 'call-history', user: null, scopes: CALL_HISTORY };
  }
  const [, phone, user, historyPath] =
    /^\/v2\/(phone\/)?users\/([^/]+)(\/call_history)?$/.exec(pathname) ?? [];
  if (user === undefined) return null;
  if (phone === undefined) return historyPath === undefined ? { resource: 'user', user, scopes: USER } : null;
  return historyPath === undefined
    ? { resource: 'phone-user', user, scopes: PHONE_USER }
    : { resource: 'call-history', user, scopes: CALL_HISTORY };
}

function answerHistory(
  options: RestApiOptions,
  url: URL,
  matchesCallee: (callee: Participant) => boolean,
): Reply {
  const { log, callHistoryShape: shape, callLogDelayMs: delayMs, now } = options;
  return answerCallHistory({ log, shape, delayMs, now }, url.searchParams, matchesCallee);
}

/** Whether a callee is this person: by the best of the marks that the event has. */
function isSameUser(callee: Participant, party: ZoomUser): boolean {
  if (callee.userId !== null) return callee.userId === party.userId;
  if (callee.extensionId !== null) return callee.extensionId === party.extensionId;
  return callee.extensionNumber === String(party.extension);
}

/** A path part decoded, or as it came if it cannot be. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** `GET /v2/users/{id}` */
function toUserBody(party: ZoomUser): unknown {
  return {
    id: party.userId,
    first_name: party.givenName,
    last_name: party.familyName,
    display_name: formatDisplayName(party),
    email: party.email,
    type: 2,
    timezone: 'Asia/Tokyo',
    language: 'jp-JP',
    status: 'active',
  };
}

/** `GET /v2/phone/users/{id}` */
function toPhoneUserBody(party: ZoomUser): unknown {
  return {
    id: party.userId,
    email: party.email,
    extension_id: party.extensionId,
    extension_number: party.extension,
    phone_user_id: party.phoneUserId,
    phone_numbers: party.numbers.map((number, n) => ({ id: `pn${party.extension}${n}`, number })),
    site_id: 'siteTokyoSim000000001',
    department: '',
    status: 'activate',
    calling_plans: [{ type: 200, name: 'Japan Unlimited Calling Plan' }],
    policy: {},
  };
}
