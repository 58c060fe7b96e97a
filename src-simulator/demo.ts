import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCrm, type CrmRecord } from './crm/crm.ts';
import { createKintoneFake, customerApp } from './crm/kintone.ts';
import { startSimulator, type Simulator } from './server.ts';

/** The stand-ins for Zoom and a CRM, and the environment that points an app at them. */
export interface Demo {
  readonly simulator: Simulator;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends both. */
  close(): Promise<void>;
}

/** One who is in the sample contacts as well, and one who shares a number with two of them. */
const CUSTOMERS: readonly CrmRecord[] = [
  customer('201', '田中', '恵子', 'みどり歯科クリニック', '090-1234-5678'),
  customer('202', '青木', '太郎', '青木商店', '０３－５５５５－００００'),
];

function customer(
  id: string,
  familyName: string,
  givenName: string,
  company: string,
  phone: string,
): CrmRecord {
  const nothing = { mobile: '', ownerEmail: '', open: 0 };
  return {
    id,
    kind: 'person',
    familyName,
    givenName,
    company,
    phone,
    ...nothing,
    activeAt: Date.UTC(2026, 8, 12),
  };
}

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
  const app = customerApp();
  const fake = createKintoneFake(
    CUSTOMERS,
    { lies: false },
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
