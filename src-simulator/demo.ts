import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCrm, type FakeCrmRecord } from './crm/crm.ts';
import { createKintoneFake, createCustomerApp } from './crm/kintone.ts';
import { startSimulator, type Simulator } from './server.ts';

/** The stand-ins for Zoom and a CRM, and the environment that points an app at them. */
export interface Demo {
  readonly simulator: Simulator;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends both. */
  close(): Promise<void>;
}

/** Who shares a number with two of the sample contacts. */
const CUSTOMER: FakeCrmRecord = {
  id: '201',
  kind: 'person',
  familyName: '青木',
  givenName: '太郎',
  company: '青木商店',
  phone: '０３－５５５５－００００',
  mobile: '',
  ownerEmail: '',
  open: 0,
  activeAt: Date.UTC(2026, 8, 12),
};

/**
 * Starts the stand-ins on loopback.
 * @param home a folder of its own, into which settings are written: nothing of the user's settings, database or logs is touched
 * @param env of the process; only language and country count
 */
export async function startDemo(
  home: string,
  contacts: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Demo> {
  const app = createCustomerApp();
  const fake = createKintoneFake(
    [CUSTOMER],
    { ignoresQuery: false },
    {
      ...app,
      fill: (record) => ({ ...app.fill(record), 文字列__1行__0: '' }),
    },
  );
  const [simulator, crm] = await Promise.all([startSimulator(), startCrm(fake)]);
  const kintone = { type: 'kintone', url: 'https://example.cybozu.com', apiUrl: crm.url, app: app.id };
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ connectors: [kintone] }));
  return {
    simulator,
    environment: {
      CHAKUSHIN_LANG: env['CHAKUSHIN_LANG'],
      CHAKUSHIN_COUNTRY: env['CHAKUSHIN_COUNTRY'],
      CHAKUSHIN_HOME: home,
      CHAKUSHIN_CONTACTS: contacts,
      CHAKUSHIN_SECRET_KINTONE: fake.secret,
      ...simulator.env,
    },
    close: async () => {
      await Promise.all([simulator.close(), crm.close()]);
    },
  };
}
