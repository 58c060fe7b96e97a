import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEmptyRecord, startCrm, type FakeCrmRecord } from './crm/crm.ts';
import { createKintoneFake, createCustomerApp } from './crm/kintone.ts';
import type { SampleLanguage } from './scenarios/people.ts';
import { startSimulator, type Simulator } from './server.ts';

/** The stand-ins for Zoom and a CRM, and the environment with which an app connects to them. */
export interface Demo {
  readonly simulator: Simulator;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Closes both stand-ins. */
  close(): Promise<void>;
}

const CUSTOMER_NAMES = {
  ja: { familyName: '青木', givenName: '太郎', company: '青木商店' },
  en: { familyName: 'Aoki', givenName: 'Taro', company: 'Aoki Store' },
};

/** Shares a number with two of the sample contacts. */
const CUSTOMER: FakeCrmRecord = {
  ...createEmptyRecord('person'),
  id: '201',
  phone: '０３－５５５５－００００',
  activeAt: Date.UTC(2026, 8, 12),
};

export interface DemoOptions {
  /** a separate folder for settings, database and logs, so that the user's own are not touched */
  readonly home: string;
  /** the project's folder */
  readonly root: string;
  /** of the names of callers and colleagues */
  readonly language: SampleLanguage;
  /** of the process, for language and country */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export async function startDemo({ home, root, language, env }: DemoOptions): Promise<Demo> {
  const app = createCustomerApp(language);
  const customer = { ...CUSTOMER, ...CUSTOMER_NAMES[language] };
  const fake = createKintoneFake(
    [customer],
    { ignoresQuery: false },
    { ...app, fill: (record) => ({ ...app.fill(record), ...(language === 'ja' && { 文字列__1行__0: '' }) }) },
  );
  const [simulator, crm] = await Promise.all([startSimulator({ language }), startCrm(fake)]);
  const kintone = { type: 'kintone', url: 'https://example.cybozu.com', apiUrl: crm.url, app: app.id };
  writeFileSync(join(home, 'settings.json'), JSON.stringify({ connectors: [kintone] }));
  return {
    simulator,
    environment: {
      CHAKUSHIN_LANG: env['CHAKUSHIN_LANG'],
      CHAKUSHIN_COUNTRY: env['CHAKUSHIN_COUNTRY'],
      CHAKUSHIN_HOME: home,
      CHAKUSHIN_CONTACTS: getSampleContacts(root, language),
      CHAKUSHIN_SECRET_KINTONE: fake.secret,
      ...simulator.env,
    },
    close: async () => {
      await Promise.all([simulator.close(), crm.close()]);
    },
  };
}

/** A contacts file with the callers of the scenarios. @param root the project's folder */
export function getSampleContacts(root: string, language: SampleLanguage): string {
  const resources = join(root, 'resources');
  return language === 'ja' ? join(resources, 'contacts.csv') : join(resources, 'en', 'contacts.csv');
}
