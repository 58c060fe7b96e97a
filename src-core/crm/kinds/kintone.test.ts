import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { CrmFake, FakeCrmRecord, CrmServer } from '../../../src-simulator/crm/crm.ts';
import { ConnectorError } from '../../lookup/connector-error.ts';
import {
  createKintoneFake,
  createCustomerApp,
  type KintoneApp,
  type KintoneField,
} from '../../../src-simulator/crm/kintone.ts';
import { patientClock } from '../../test-support/patient-clock.ts';
import { FakeClock, directTransport } from '../../test-support/fakes.ts';
import type { Connector, Match } from '../../lookup/connector.ts';
import type { ConnectorContext } from '../connector-kind.ts';
import { RemoteConnector } from '../remote-connector.ts';
import {
  aRecord,
  describeConnector,
  toExternalNumber,
  startContract,
} from '../../test-support/crm-contract.ts';
import { kintone } from './kintone.ts';

const ACME_URL = 'https://acme.cybozu.com';
const CALLER = '+819012345678';

describeConnector({
  kind: kintone,
  fake: createKintoneFake,
  settings: (apiUrl) => ({ url: ACME_URL, apiUrl, app: 12 }),
  unsupported: [],
  id: (n) => String(1_000 + n),
  // The first look-up also requests the form.
  maxRequests: 3,
});

const servers: CrmServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(
  records: readonly FakeCrmRecord[],
  {
    app = createCustomerApp(),
    settings = {},
    context = {},
    wrap = (fake) => fake,
  }: {
    readonly app?: KintoneApp;
    readonly settings?: Readonly<Record<string, unknown>>;
    readonly context?: Partial<ConnectorContext>;
    readonly wrap?: (fake: CrmFake) => CrmFake;
  } = {},
): Promise<{ readonly server: CrmServer; readonly connector: Connector; readonly secret: string }> {
  const started = await startContract(
    {
      kind: kintone,
      fake: (all, options) => wrap(createKintoneFake(all, options, app)),
      settings: (apiUrl) => ({ url: ACME_URL, apiUrl, app: app.id, ...settings }),
      unsupported: [],
      maxRequests: 3,
      context: () => context,
    },
    records,
  );
  servers.push(started.server);
  return started;
}

async function findMatches(connector: Connector, e164 = CALLER): Promise<readonly Match[]> {
  return (await connector.find(toExternalNumber(e164))).matches;
}

/** Creates an app with these fields. `fill` returns the field values of a record. */
function createApp(
  fields: Readonly<Record<string, KintoneField>>,
  fill: KintoneApp['fill'] = ({ mobile }) =>
    Object.fromEntries(
      Object.entries(fields).map(([code, { type }]) => [code, type === 'STATUS' ? '' : mobile]),
    ),
): KintoneApp {
  return { ...createCustomerApp(), fields, fill };
}

const text = (label: string): KintoneField => ({ type: 'SINGLE_LINE_TEXT', label });
const sato = aRecord('7', '', { mobile: '090-1234-5678', ownerEmail: 'ken@acme.example' });

describe('kintone requests', () => {
  test('requests the form once and records twice per number, with no number in a URL', async () => {
    const { connector, server, secret } = await start([sato]);
    await Promise.all(
      ['+819012345678', '+819012345679', '+81312345678'].map((e164) => findMatches(connector, e164)),
    );
    expect(server.requests.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      'GET /k/v1/app/form/fields.json?app=12',
      ...Array.from({ length: 6 }, () => 'POST /k/v1/records.json'),
    ]);
    expect(server.requests.every(({ headers }) => headers['x-cybozu-api-token'] === secret)).toBe(true);
  });

  test('sorts by the code of the update time field, latest first', async () => {
    const { connector, server } = await start([sato]);
    await findMatches(connector);
    for (const { body } of server.requests.slice(1)) {
      expect(body).toContain(' order by 更新日時_0 desc limit 20');
      expect(body).not.toContain('携帯電話');
    }
  });

  test('does not sort if the app has no update time field', async () => {
    const { connector } = await start([sato], {
      app: createApp({ tel: text('電話番号'), name: text('氏名') }),
    });
    expect(await findMatches(connector)).toMatchObject([{ id: '7', lastActivity: null }]);
  });

  test.each(['"\\0##-####-####', '\\"0##"-####-####', '\t0## #### ####'])(
    'escapes query syntax in the mask %j',
    async (mask) => {
      const typed = mask
        .replace(/#+/gu, (places) => ({ 2: '90', 4: '1234' })[places.length] ?? '')
        .replace(/1234$/u, '5678');
      const { connector } = await start([aRecord('7', typed.replace('\t', ' '))], {
        context: { masks: [mask] },
      });
      expect(await findMatches(connector)).toMatchObject([{ id: '7' }]);
    },
  );

  test('returns the other search’s matches if the word search is refused', async () => {
    const { connector } = await start([sato], {
      wrap: (fake) => ({
        ...fake,
        answer: (request, now) =>
          request.body.includes(' like ')
            ? fake.answer({ ...request, body: '{"app":1}' }, now)
            : fake.answer(request, now),
      }),
    });
    expect(await findMatches(connector)).toMatchObject([{ id: '7' }]);
  });

  test('returns the other search’s matches if the word search is never answered', async () => {
    const clock = new FakeClock();
    let markRequested: () => void = () => undefined;
    const requested = new Promise<void>((resolve) => {
      markRequested = resolve;
    });
    const { connector } = await start([sato], {
      context: { clock },
      wrap: (fake) => ({
        ...fake,
        answer: (request, now) => {
          if (!request.body.includes(' like ')) return fake.answer(request, now);
          markRequested();
          return { kind: 'never' };
        },
      }),
    });
    const found = findMatches(connector);
    await requested;
    clock.advance(1_200);
    expect(await found).toMatchObject([{ id: '7' }]);
  });
});

describe('kintone form fields', () => {
  const labels: readonly (readonly [string, KintoneField])[] = [
    ['SINGLE_LINE_TEXT 電話番号', text('電話番号')],
    ['SINGLE_LINE_TEXT 電話番号（検索用）', text('電話番号（検索用）')],
    ['SINGLE_LINE_TEXT 携帯', text('携帯')],
    ['SINGLE_LINE_TEXT TEL', text('TEL')],
    ['SINGLE_LINE_TEXT ＴＥＬ１', text('ＴＥＬ１')],
    ['SINGLE_LINE_TEXT Phone number', text('Phone number')],
    ['SINGLE_LINE_TEXT mobile', text('mobile')],
    ['SINGLE_LINE_TEXT 連絡先', text('連絡先')],
    ['SINGLE_LINE_TEXT 緊急連絡先1', text('緊急連絡先1')],
    ['LINK with any label', { type: 'LINK', label: 'リンク', protocol: 'CALL' }],
    ['MULTI_LINE_TEXT 電話番号', { type: 'MULTI_LINE_TEXT', label: '電話番号' }],
  ];
  test.each(labels)('reads numbers from: %s', async (_name, property) => {
    const { connector } = await start([sato], { app: createApp({ 何か: property }) });
    expect(await findMatches(connector)).toMatchObject([
      { id: '7', name: '#7', matchedField: property.label, grade: 'exact' },
    ]);
  });

  test('reads numbers from a NUMBER field, which has lost its leading 0', async () => {
    const app = createApp({ 数値: { type: 'NUMBER', label: '電話番号' } }, () => ({ 数値: '9012345678' }));
    const { connector } = await start([sato], { app });
    expect(await findMatches(connector)).toMatchObject([{ id: '7', grade: 'national' }]);
  });

  test('recognizes a phone field by its code if the label says nothing', async () => {
    const { connector } = await start([sato], { app: createApp({ tel_1: text('番号') }) });
    expect(await findMatches(connector)).toMatchObject([{ id: '7' }]);
  });

  test.each<readonly [string, KintoneField]>([
    ['FAX', text('FAX番号')],
    ['a FAX link', { type: 'LINK', label: 'ＦＡＸ', protocol: 'CALL' }],
    ['an e-mail address', { type: 'LINK', label: '連絡先', protocol: 'MAIL' }],
    ['a date', { type: 'DATE', label: '電話した日' }],
    ['a text about handled calls', text('電話対応履歴')],
    ['a label that only contains "tel"', text('Hotel')],
    ['the number of a record', { type: 'RECORD_NUMBER', label: '電話' }],
  ])('reads no numbers from: %s', async (_name, property) => {
    const { connector, server } = await start([sato], { app: createApp({ 何か: property }) });
    await expect(findMatches(connector)).rejects.toMatchObject({ kind: 'no-phone-field' });
    expect(server.requests).toHaveLength(1);
  });

  test('reads person, company and further fields', async () => {
    const app = createApp(
      {
        文字列__1行_: text('氏名'),
        文字列__1行__0: text('フリガナ'),
        文字列__1行__1: text('勤務先'),
        ドロップダウン: { type: 'DROP_DOWN', label: '部署' },
        文字列__1行__2: text('役職'),
        ユーザー選択: { type: 'USER_SELECT', label: '営業担当' },
        リンク: { type: 'LINK', label: 'TEL', protocol: 'CALL' },
        日時: { type: 'DATETIME', label: '最終対応日時' },
        チェックボックス: { type: 'CHECK_BOX', label: '注意事項' },
        ランク: { type: 'RADIO_BUTTON', label: '顧客ランク' },
        更新日時: { type: 'UPDATED_TIME', label: 'Updated' },
        ステータス: { type: 'STATUS', label: 'ステータス', enabled: true },
        住所: text('住所'),
      },
      () => ({
        文字列__1行_: '佐藤 美咲',
        文字列__1行__0: 'サトウ ミサキ',
        文字列__1行__1: '株式会社テスト',
        ドロップダウン: '営業部',
        文字列__1行__2: '部長',
        ユーザー選択: [{ code: 'ken', name: '高橋 健' }],
        リンク: '09012345678',
        日時: '2026-10-15T03:00:00Z',
        チェックボックス: ['要注意', 'VIP'],
        ランク: 'A',
        更新日時: '2026-10-02T03:04:00Z',
        ステータス: '対応中',
        住所: '東京都',
      }),
    );
    const { connector } = await start([sato], { app });
    const local = new Date(Date.UTC(2026, 9, 15, 3));
    const [hours, minutes] = [local.getHours(), local.getMinutes()].map((n) => String(n).padStart(2, '0'));
    const shown = `2026-10-${local.getDate()} ${hours ?? ''}:${minutes ?? ''}`;
    expect(await findMatches(connector)).toEqual([
      expect.objectContaining({
        id: '7',
        name: '佐藤 美咲',
        reading: 'サトウ ミサキ',
        company: '株式会社テスト',
        title: '営業部 部長',
        owner: '高橋 健',
        open: null,
        lastActivity: Date.UTC(2026, 9, 2, 3, 4),
        matchedField: 'TEL',
        matchedNumber: '09012345678',
        url: `${ACME_URL}/k/12/show#record=7`,
        fields: [
          { label: 'ステータス', value: '対応中' },
          {
            label: '最終対応日時',
            value: shown,
          },
          { label: '顧客ランク', value: 'A' },
          { label: '注意事項', value: '要注意, VIP' },
        ],
      }),
    ]);
  });

  test('in a company list, reads the customer as company and 担当者名 as person', async () => {
    const app = createApp(
      {
        a: text('顧客名'),
        b: text('部署名'),
        c: text('担当者名'),
        d: { type: 'LINK', label: 'TEL', protocol: 'CALL' },
      },
      () => ({ a: '山田商事株式会社', b: '総務部', c: '鈴木 一郎', d: '090-1234-5678' }),
    );
    const { connector } = await start([sato], { app });
    expect(await findMatches(connector)).toMatchObject([
      { name: '鈴木 一郎', company: '山田商事株式会社', title: '総務部', owner: null },
    ]);
  });

  test('in a customer list, reads 担当者名 as owner', async () => {
    const app = createApp({ a: text('顧客名'), c: text('担当者名'), d: text('携帯番号') }, () => ({
      a: '佐藤 美咲',
      c: '高橋 健',
      d: '090-1234-5678',
    }));
    const { connector } = await start([sato], { app });
    expect(await findMatches(connector)).toMatchObject([
      { name: '佐藤 美咲', company: null, owner: '高橋 健' },
    ]);
  });

  test('returns the table row whose number matches, with the company', async () => {
    const app = createApp(
      {
        会社名: text('会社名'),
        代表電話: text('代表電話'),
        担当者一覧: {
          type: 'SUBTABLE',
          label: '担当者一覧',
          fields: { 氏名: text('氏名'), 役職: text('役職'), 直通: text('直通') },
        },
      },
      ({ mobile }) => ({
        会社名: '株式会社テスト',
        代表電話: '03-1234-5678',
        担当者一覧: [
          { 氏名: '鈴木 一郎', 役職: '課長', 直通: '080-1111-2222' },
          { 氏名: '佐藤 美咲', 役職: '部長', 直通: mobile },
        ],
      }),
    );
    const { connector } = await start([sato], { app });
    const url = `${ACME_URL}/k/12/show#record=7`;
    expect(await findMatches(connector)).toMatchObject([
      {
        id: '7-9001',
        name: '佐藤 美咲',
        company: '株式会社テスト',
        title: '部長',
        matchedField: '直通',
        url,
      },
    ]);
    expect(await findMatches(connector, '+81312345678')).toMatchObject([
      { id: '7', name: '株式会社テスト', url },
    ]);
  });

  test('numbers in a table without names belong to the record', async () => {
    const app = createApp(
      {
        氏名: text('氏名'),
        表: { type: 'SUBTABLE', label: '電話', fields: { 番号: text('電話番号'), 種別: text('種別') } },
      },
      ({ mobile }) => ({ 氏名: '佐藤 美咲', 表: [{ 番号: '03-1234-5678' }, { 番号: mobile }] }),
    );
    const { connector } = await start([sato], { app });
    expect(await findMatches(connector)).toMatchObject([
      { id: '7', name: '佐藤 美咲', matchedNumber: '090-1234-5678' },
    ]);
  });

  test('uses the fields that the settings name, by code or by label', async () => {
    const app = createApp(
      { x1: text('内容１'), x2: text('内容２'), x3: text('内容３'), x4: text('電話番号') },
      () => ({ x1: '090-1234-5678', x2: '佐藤', x3: '会員番号 5', x4: '03-1234-5678' }),
    );
    const settings = { fields: { phones: ['x1'], name: '内容２' }, show: ['内容３', 'x4'] };
    const { connector } = await start([sato], { app, settings });
    expect(await findMatches(connector)).toMatchObject([
      {
        name: '佐藤',
        fields: [
          { label: '内容３', value: '会員番号 5' },
          { label: '電話番号', value: '03-1234-5678' },
        ],
      },
    ]);
    expect(await findMatches(connector, '+81312345678')).toEqual([]);
  });

  test.each([{ fields: { phones: ['電話'] } }, { fields: { name: '名' } }, { show: ['住所'] }])(
    'rejects as not-found if the settings name an unknown field: %j',
    async (settings) => {
      const { connector } = await start([sato], { settings });
      await expect(findMatches(connector)).rejects.toMatchObject({ kind: 'not-found' });
    },
  );

  test('reloads the form after a field code was changed', async () => {
    const app = createCustomerApp();
    const { connector, server } = await start([sato, aRecord('8', '03-1234-5678')], { app });
    expect(await findMatches(connector)).toMatchObject([{ id: '7' }]);
    app.fields = Object.fromEntries(
      Object.entries(app.fields).map(([code, property]) => [code === 'リンク' ? 'TEL' : code, property]),
    );
    const { fill } = app;
    app.fill = (record) => ({ ...fill(record), TEL: record.phone });
    expect(await findMatches(connector, '+81312345678')).toMatchObject([{ id: '8' }]);
    expect(server.requests.filter(({ path }) => path.includes('fields.json'))).toHaveLength(2);
  });

  test('reloads the form in the background after half an hour', async () => {
    const clock = new FakeClock();
    const { connector, server } = await start([sato], { context: { clock } });
    const forms = (): number => server.requests.filter(({ path }) => path.includes('fields.json')).length;
    await findMatches(connector, '+819012345671');
    clock.advance(30 * 60_000);
    await findMatches(connector, '+819012345672');
    expect(forms()).toBe(1);
    clock.advance(1);
    await findMatches(connector, '+819012345673');
    await findMatches(connector, '+819012345674');
    expect(forms()).toBe(2);
  });
});

describe('kintone addresses', () => {
  test('links to the record in its guest space', async () => {
    const app = { ...createCustomerApp(), guestSpace: 3 };
    const { connector, server } = await start([sato], { app, settings: { guestSpace: 3 } });
    expect(await findMatches(connector)).toMatchObject([{ url: `${ACME_URL}/k/guest/3/12/show#record=7` }]);
    expect(server.requests.every(({ path }) => path.startsWith('/k/guest/3/v1/'))).toBe(true);
  });

  test('links to a list filtered by the number, once the form is loaded', async () => {
    const { connector } = await start([sato]);
    const number = { kind: 'external', e164: CALLER, extension: null } as const;
    expect(connector.getPageUrls?.(number)).toEqual({ create: null, search: null });
    await findMatches(connector);
    const { create, search } = connector.getPageUrls?.(number) ?? {};
    expect(create).toBeNull();
    const url = new URL(search ?? '');
    expect(`${url.origin}${url.pathname}`).toBe(`${ACME_URL}/k/12/`);
    expect(url.searchParams.get('query')).toContain('文字列__1行__1 like "090-1234-5678" or ');
  });

  test.each([
    [`${ACME_URL}/k/12/`, ACME_URL],
    [`${ACME_URL}/`, ACME_URL],
  ])('derives the host from %s', async (url, origin) => {
    const { connector } = await start([sato], { settings: { url } });
    expect((await findMatches(connector))[0]?.url).toBe(`${origin}/k/12/show#record=7`);
  });
});

describe('kintone errors', () => {
  test.each([
    [400, 'GAIA_IA02', 'credentials'],
    [520, 'GAIA_IA02', 'credentials'],
    [401, 'CB_WA01', 'credentials'],
    [403, 'GAIA_NO01', 'forbidden'],
    [403, 'CB_NO02', 'forbidden'],
    [404, 'GAIA_AP01', 'not-found'],
    [400, 'GAIA_IL23', 'not-found'],
    [400, 'GAIA_DA02', 'fault'],
    [503, 'CB_MT01', 'fault'],
    [400, 'CB_VA01', 'not-understood'],
  ])('maps status %i with code %s to %s', async (status, code, kind) => {
    const app = createCustomerApp();
    app.refusal = { status, code };
    const { connector } = await start([sato], { app });
    await expect(findMatches(connector)).rejects.toMatchObject({ kind });
  });

  test('rejects a wrong token, an unknown app and a wrong guest space', async () => {
    const refusedBy = async (options: Parameters<typeof start>[1]): Promise<unknown> => {
      const { connector } = await start([sato], options);
      return await findMatches(connector).catch((error: unknown) => error);
    };
    const guest = { ...createCustomerApp(), guestSpace: 3 };
    expect(await refusedBy({ context: { secret: () => Promise.resolve('wrong') } })).toMatchObject({
      kind: 'credentials',
    });
    expect(await refusedBy({ settings: { app: 99 } })).toMatchObject({ kind: 'not-found' });
    expect(await refusedBy({ app: guest })).toMatchObject({ kind: 'not-found' });
    expect(await refusedBy({ app: guest, settings: { guestSpace: 4 } })).toMatchObject({ kind: 'not-found' });
  });

  test('arbitrary records yield no match or a ConnectorError', async () => {
    const { connector, server } = await start([sato]);
    await findMatches(connector);
    const cell = fc.record({ type: fc.string(), value: fc.jsonValue() });
    const record = fc.dictionary(
      fc.constantFrom('$id', 'リンク', '文字列__1行_', '文字列__1行__1', '担当者'),
      fc.oneof(cell, fc.jsonValue()),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.array(record).map((records) => JSON.stringify({ records })),
        ),
        async (body) => {
          server.body = body;
          connector.invalidate?.(toExternalNumber(CALLER));
          const answer = await connector.find(toExternalNumber(CALLER)).catch((error: unknown) => error);
          // Any text with enough digits may be read as another person's number.
          if (answer instanceof ConnectorError)
            expect(['not-understood', 'other-records']).toContain(answer.kind);
          else if (answer instanceof Error) throw answer;
          else expect(answer).toMatchObject({ matches: [] });
        },
      ),
      {
        numRuns: 100,
        examples: [
          ['{"records":[{"文字列__1行__1":{"type":"","value":[1.04e-322]},"$id":{"type":"","value":""}}]}'],
        ],
      },
    );
  });

  test('isMine is true if the owner has the agent’s login name', async () => {
    const { server } = await start([sato]);
    const opened = kintone.createSearch(
      { url: ACME_URL, apiUrl: server.url, app: 12 },
      {
        id: 'crm',
        name: 'kintone',
        transport: directTransport(),
        clock: patientClock,
        country: 'JP',
        masks: [],
        label: (label, text) => ({ label, text }),
        secret: () => Promise.resolve(createKintoneFake([], { ignoresQuery: false }).secret),
        bearer: { renewable: false, headers: () => Promise.resolve({}) },
        zoom: null,
      },
    );
    if ('wrong' in opened) throw new Error(opened.wrong);
    const connector = new RemoteConnector(opened.search, {
      id: 'kintone',
      name: 'kintone',
      country: 'JP',
      me: ['ken@acme.example'],
      clock: patientClock,
    });
    expect(await findMatches(connector)).toMatchObject([{ isMine: true, owner: '高橋 健' }]);
  });
});
