import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmptyRecord, startCrm, type FakeCrmRecord } from './crm/crm.ts';
import { createKintoneFake, createCustomerApp } from './crm/kintone.ts';
import { startSimulator, type Simulator } from './server.ts';

/** The stand-ins for Zoom and a CRM, and the environment with which an app connects to them. */
export interface Demo {
  readonly simulator: Simulator;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Closes both stand-ins. */
  close(): Promise<void>;
}

/** Shares a number with two of the sample contacts. */
const CUSTOMER: FakeCrmRecord = {
  ...createEmptyRecord('person'),
  id: '201',
  familyName: '青木',
  givenName: '太郎',
  company: '青木商店',
  phone: '０３－５５５５－００００',
  activeAt: Date.UTC(2026, 8, 12),
};

/**
 * @param home a separate folder for settings, database and logs, so that the user's own are not touched
 * @param env of the process, for language and country
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
    { ...app, fill: (record) => ({ ...app.fill(record), 文字列__1行__0: '' }) },
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
