/** The part of Zoom's REST API that a client of phone events needs: users, phone users, call history. */
import { answerCallHistory } from './call-history.ts';
import type { CallLog, Participant } from './call-log.ts';
import type { ZoomContext } from './options.ts';
import type { TokenEndpoint } from './tokens.ts';
import type { Reply, ZoomRequest } from '../http.ts';
import { formatDisplayName, SAMPLE_ACCOUNTS, type ZoomUser } from '../scenarios/people.ts';

interface Route {
  /** Captures the user, if the path names one. */
  readonly path: RegExp;
  readonly resource: 'user' | 'phone-user' | 'phone-users' | 'call-history';
  /** Any one of them is enough; Zoom's error names the first. */
  readonly scopes: readonly [string, ...string[]];
}

const ROUTES: readonly Route[] = [
  {
    path: /^\/v2\/users\/([^/]+)$/,
    resource: 'user',
    scopes: ['user:read:user:admin', 'user:read:admin'],
  },
  {
    path: /^\/v2\/phone\/users\/([^/]+)$/,
    resource: 'phone-user',
    scopes: ['phone:read:user:admin', 'phone:read:admin'],
  },
  {
    path: /^\/v2\/phone\/users$/,
    resource: 'phone-users',
    scopes: ['phone:read:list_users:admin', 'phone:read:admin'],
  },
  {
    path: /^\/v2\/phone\/(?:users\/([^/]+)\/)?call_history$/,
    resource: 'call-history',
    scopes: ['phone:read:list_call_logs:admin', 'phone_call_log:read:admin', 'phone:read:admin'],
  },
];

export function answerRest(
  context: ZoomContext,
  log: CallLog,
  tokens: TokenEndpoint,
  request: ZoomRequest,
  url: URL,
): Reply {
  const bearer = /^Bearer (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  const token = bearer === undefined ? null : tokens.find(bearer);
  if (token === null) return { status: 401, body: { code: 124, message: 'Invalid access token.' } };

  const route = ROUTES.find(({ path }) => request.method === 'GET' && path.test(url.pathname));
  if (route === undefined) {
    return { status: 404, body: { code: 404, message: 'This API endpoint is not recognized.' } };
  }
  if (!route.scopes.some((scope) => token.scopes.includes(scope))) {
    const message = `Invalid access token, does not contain scopes:[${route.scopes[0]}].`;
    return { status: 400, body: { code: 4711, message } };
  }
  const { suzuki, takahashi, ito, owner } = SAMPLE_ACCOUNTS[context.language];
  const account = [context.agent, suzuki, takahashi, ito, owner];
  if (route.resource === 'phone-users') return answerPhoneUsers(account, url.searchParams);
  const segment = route.path.exec(url.pathname)?.[1];
  if (segment === undefined) return answerCallHistory(context, log, url.searchParams, null);

  const requestedUser = decodeSegment(segment);
  const party =
    requestedUser === 'me'
      ? owner
      : account.find(({ userId, email }) => userId === requestedUser || email === requestedUser);
  if (party === undefined) {
    return { status: 404, body: { code: 1001, message: `User does not exist: ${requestedUser}` } };
  }
  switch (route.resource) {
    case 'user':
      return { status: 200, body: toUserBody(party) };
    case 'phone-user':
      return { status: 200, body: toPhoneUserBody(party) };
    case 'call-history':
      return answerCallHistory(context, log, url.searchParams, (callee) => isSameUser(callee, party));
  }
}

/** `keyword` is a part of a name, extension or number. The account fits on one page. */
function answerPhoneUsers(account: readonly ZoomUser[], query: URLSearchParams): Reply {
  const keyword = query.get('keyword') ?? '';
  const users = account.filter((party) =>
    [formatDisplayName(party), String(party.extension), ...party.numbers].some((text) =>
      text.includes(keyword),
    ),
  );
  const body = {
    next_page_token: '',
    page_size: users.length,
    total_records: users.length,
    users: users.map((party) => ({
      id: party.userId,
      email: party.email,
      name: formatDisplayName(party),
      extension_id: party.extensionId,
      extension_number: party.extension,
      phone_user_id: party.phoneUserId,
      status: 'activate',
    })),
  };
  return { status: 200, body };
}

/** Compares the best id that the event has. */
function isSameUser(callee: Participant, party: ZoomUser): boolean {
  if (callee.user_id !== null) return callee.user_id === party.userId;
  if (callee.extension_id !== null) return callee.extension_id === party.extensionId;
  return callee.extension_number === String(party.extension);
}

/** The segment as it is if it cannot be decoded. */
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
