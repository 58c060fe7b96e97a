import { createHubspotFake } from '../../../src-simulator/crm/hubspot.ts';
import { describeConnector } from '../../test-support/crm-contract.ts';
import { hubspot } from './hubspot.ts';

describeConnector({
  kind: hubspot,
  fake: createHubspotFake,
  settings: (apiUrl) => ({ portalId: '123456', apiUrl }),
  unsupported: ['two numbers'],
  maxRequests: 2,
});
