/** The fictional Zoom account of the simulator: people, their devices, queues; in Japanese and in English. */

/** Zoom has no `device_id` for desk phones. Events omit fields that are not set. */
export interface Device {
  /** Zoom's `device_type`, such as `WIN_Client(6.4.3.12345)`. */
  readonly type: string;
  /** Zoom's `device_name`. */
  readonly name?: string;
  /** Zoom's `device_id`. */
  readonly id?: string;
}

/** A Zoom Phone user of the account. */
export interface ZoomUser {
  readonly userId: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly email: string;
  readonly extensionId: string;
  readonly phoneUserId: string;
  readonly extension: number;
  /** Direct numbers, E.164. */
  readonly numbers: readonly [string, ...string[]];
  readonly app: Device;
  readonly deskPhone: Device;
}

/** A call queue or an auto receptionist. */
export interface SharedExtension {
  readonly name: string;
  readonly extension: number;
  /** E.164. */
  readonly number: string;
}

/** Whose calls the scenarios are about. */
export const agent: ZoomUser = {
  userId: 'sAtO1MisAkiQSim1uZer01',
  familyName: '佐藤',
  givenName: '美咲',
  email: 'sato.misaki@example.com',
  extensionId: 'xtSatoMisakiSim0000001',
  phoneUserId: 'puSatoMisakiSim0000001',
  extension: 1002,
  numbers: ['+81312340102', '+815012341020'],
  app: { type: 'WIN_Client(6.4.3.12345)', name: 'SATO-PC', id: 'dvSatoAppSim0000000001' },
  deskPhone: { type: 'Yealink T54W', name: '佐藤 卓上' },
};

/** Answers queue calls and transfers. */
export const suzuki: ZoomUser = {
  userId: 'SuzukiDaisukeSimUzer02',
  familyName: '鈴木',
  givenName: '大輔',
  email: 'suzuki.daisuke@example.com',
  extensionId: 'xtSuzukiDaiSim00000002',
  phoneUserId: 'puSuzukiDaiSim00000002',
  extension: 1003,
  numbers: ['+81312340103'],
  app: { type: 'MAC_Client(6.4.3.12345)', id: 'dvSuzukiAppSim00000002' },
  deskPhone: { type: 'Poly VVX 450' },
};

/** Another member of the queue 営業. */
export const takahashi: ZoomUser = {
  userId: 'TakahashiYumiSimUzer03',
  familyName: '高橋',
  givenName: '由美',
  email: 'takahashi.yumi@example.com',
  extensionId: 'xtTakahashiSim00000003',
  phoneUserId: 'puTakahashiSim00000003',
  extension: 1004,
  numbers: ['+81312340104'],
  app: { type: 'WIN_Client(6.4.3.12345)', id: 'dvTakahashiAppSim00003' },
  deskPhone: { type: 'Poly VVX 450' },
};

/** The caller of the internal call. */
export const ito: ZoomUser = {
  userId: 'ItoKenSimulatorUzer045',
  familyName: '伊藤',
  givenName: '健',
  email: 'ito.ken@example.com',
  extensionId: 'xtItoKenSim00000000045',
  phoneUserId: 'puItoKenSim00000000045',
  extension: 1045,
  numbers: ['+81312340145'],
  app: { type: 'WIN_Client(6.4.3.12345)', id: 'dvItoAppSim00000000045' },
  deskPhone: { type: 'Yealink T31P' },
};

/** Owner of the Marketplace app, returned by `/users/me` for a Server-to-Server token. Has no calls. */
const owner: ZoomUser = {
  userId: 'OwnerAdminSimulator001',
  familyName: '管理',
  givenName: '太郎',
  email: 'zoom-admin@example.com',
  extensionId: 'xtOwnerAdminSim0000001',
  phoneUserId: 'puOwnerAdminSim0000001',
  extension: 1001,
  numbers: ['+81312340101'],
  app: { type: 'WIN_Client(6.4.3.12345)', id: 'dvOwnerAppSim000000001' },
  deskPhone: { type: 'Yealink T54W' },
};

/** A queue with a Japanese name (sales). */
export const salesQueue: SharedExtension = { name: '営業', extension: 800, number: '+81312340800' };

const supportQueue: SharedExtension = { name: 'Support', extension: 810, number: '+81312340810' };

/** The auto receptionist of the main number. */
const reception: SharedExtension = { name: '代表案内', extension: 900, number: '+81312340900' };

/** The account as the scenarios need it. */
export interface SampleAccount {
  readonly agent: ZoomUser;
  readonly suzuki: ZoomUser;
  readonly takahashi: ZoomUser;
  readonly ito: ZoomUser;
  readonly owner: ZoomUser;
  readonly salesQueue: SharedExtension;
  readonly supportQueue: SharedExtension;
  readonly reception: SharedExtension;
  /** an external caller that only Zoom has a name for */
  readonly namedCaller: string;
}

export type SampleLanguage = 'ja' | 'en';

/** Both have the same ids and numbers. */
export const SAMPLE_ACCOUNTS: Readonly<Record<SampleLanguage, SampleAccount>> = {
  ja: {
    agent,
    suzuki,
    takahashi,
    ito,
    owner,
    salesQueue,
    supportQueue,
    reception,
    namedCaller: '横浜みなと歯科',
  },
  en: {
    agent: {
      ...agent,
      familyName: 'Sato',
      givenName: 'Misaki',
      deskPhone: { ...agent.deskPhone, name: 'Sato, desk phone' },
    },
    suzuki: { ...suzuki, familyName: 'Suzuki', givenName: 'Daisuke' },
    takahashi: { ...takahashi, familyName: 'Takahashi', givenName: 'Yumi' },
    ito: { ...ito, familyName: 'Ito', givenName: 'Ken' },
    owner: { ...owner, familyName: 'Kanri', givenName: 'Taro' },
    salesQueue: { ...salesQueue, name: 'Sales' },
    supportQueue,
    reception: { ...reception, name: 'Main menu' },
    namedCaller: 'Yokohama Minato Dental',
  },
};

/** A name as in Zoom's events: in Japanese, the family name comes first. */
export function formatDisplayName({ familyName, givenName }: ZoomUser): string {
  return /^[\p{ASCII}]*$/u.test(givenName) ? `${givenName} ${familyName}` : `${familyName} ${givenName}`;
}
