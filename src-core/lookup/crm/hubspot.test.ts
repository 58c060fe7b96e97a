import { createHubspotFake } from '../../../src-simulator/crm/hubspot.ts';
import { describeConnector } from './contract.test-support.ts';
import { hubspot } from './hubspot.ts';

describeConnector({
  kind: hubspot,
  fake: createHubspotFake,
  settings: (apiUrl) => ({ portalId: '123456', apiUrl }),
  unsupported: ['two numbers'],
  maxRequests: 2,
});
