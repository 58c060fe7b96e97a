import { describe, expect, test } from 'vitest';
import { toCredentialFault, findFieldForProblem, type CredentialFault } from './affected-fields.ts';

test.each([
  ['ZOOM_ACCOUNT_ID', 'zoom.accountId'],
  ['ZOOM_CLIENT_ID', 'zoom.clientId'],
  ['ZOOM_CLIENT_SECRET', 'zoom.clientSecret'],
  ['ZOOM_SUBSCRIPTION_ID', 'zoom.subscriptionId'],
  ['ZOOM_WEBHOOK_SECRET_TOKEN', 'webhook.secretToken'],
  ['CHAKUSHIN_CONTACTS', 'contacts'],
  ['zoom.subscriptionId', 'zoom.subscriptionId'],
  ['webhook.port', 'webhook.port'],
  ['connectors.0.masks', 'connectors'],
  ['contactsX', null],
  ['popup.corner', null],
  ['ZOOM_WS_URL', null],
  ['/home/somebody/contacts', null],
])('a problem with %s marks %s', (name, field) => {
  expect(findFieldForProblem({ name, code: 'setting-unusable' })).toBe(field);
});

describe('credential field that an error of Zoom refers to', () => {
  test.each<[string, CredentialFault]>([
    // Errors with their codes, as documented by Zoom.
    ['HTTP 400, 4702, Invalid client.', 'client'],
    ['HTTP 400, 4704, Client ID does not match authenticated client.', 'client'],
    ['HTTP 400, 4704, Invalid client secret.', 'client-secret'],
    ['HTTP 400, 4706, Client ID or client secret is missing.', 'client'],
    ['HTTP 400, 4706, Missing grant type.', 'all'],
    ['HTTP 400, 4700', 'all'],
    ['HTTP 400, 4700, Token cannot be empty.', 'all'],
    // Errors that users have received.
    ['HTTP 400, Invalid client_id or client_secret, invalid_client', 'client'],
    ['HTTP 401, Invalid client_id or client_secret, invalid_client', 'client'],
    ['HTTP 400, Bad Request, invalid_request', 'account'],
    ['HTTP 400, 4700, Bad Request', 'account'],
    ['HTTP 400, The account_id is invalid, invalid_request', 'account'],
    ['HTTP 400, Invalid account ID', 'account'],
    ['HTTP 400, 4700, Account does not exist', 'account'],
    // Errors that do not identify a single field.
    ['HTTP 401', 'all'],
    ['HTTP 400, 4799', 'all'],
    ['HTTP 403, no', 'all'],
    ['HTTP 400, account_credentials is unknown', 'all'],
    ['HTTP 400, 4700, no account id *** for client id ***', 'all'],
    ['HTTP 400, Missing account_id, client_id', 'all'],
  ])('%s: %s', (detail, blamed) => {
    expect(toCredentialFault(detail)).toBe(blamed);
  });
});
