/** The made-up Zoom account behind the simulator: people, their devices, its queues. All of it is fiction. */

/** A thing that rings. Zoom leaves out `device_id` for some desk phones; `channelId` then tells the leg apart. */
export interface Device {
  /** Zoom's `device_type`, such as `WIN_Client(6.4.3.12345)`. */
  readonly type: string;
  /** Zoom's `device_name`; left out of the events where it is not set. */
  readonly name?: string;
  /** Zoom's `device_id`; left out of the events where it is not set. */
  readonly id?: string;
  /** The undocumented `channel_id` of the leg; left out of the events where it is not set. */
  readonly channelId?: string;
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
  /** Direct numbers, E.164, at least one. */
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

/** The person whose calls the scenarios are about: 佐藤 美咲, extension 1002, two direct numbers. */
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
  deskPhone: { type: 'Yealink T54W', name: '佐藤 卓上', id: 'dvSatoDeskSim000000001' },
};

/** 鈴木 大輔, extension 1003: the colleague who answers queue calls and transfers. His desk phone has no `device_id`. */
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
  deskPhone: { type: 'Poly VVX 450', channelId: 'chSuzukiDeskSim0000002' },
};

/** 高橋 由美, extension 1004: another member of the queue 営業. Her desk phone has no `device_id`. */
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
  deskPhone: { type: 'Poly VVX 450', channelId: 'chTakahashiDeskSim0003' },
};

/** 伊藤 健, extension 1045: the caller of the internal call. */
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
  deskPhone: { type: 'Yealink T31P', id: 'dvItoDeskSim0000000045' },
};

/** Owner of the Marketplace app: whom `/users/me` names for a Server-to-Server token. Answers no calls. */
export const owner: ZoomUser = {
  userId: 'OwnerAdminSimulator001',
  familyName: '管理',
  givenName: '太郎',
  email: 'zoom-admin@example.com',
  extensionId: 'xtOwnerAdminSim0000001',
  phoneUserId: 'puOwnerAdminSim0000001',
  extension: 1001,
  numbers: ['+81312340101'],
  app: { type: 'WIN_Client(6.4.3.12345)', id: 'dvOwnerAppSim000000001' },
  deskPhone: { type: 'Yealink T54W', id: 'dvOwnerDeskSim00000001' },
};

/** The colleagues of the agent. */
export const colleagues: readonly ZoomUser[] = [suzuki, takahashi, ito];

/** The Japanese queue 営業 (sales). */
export const salesQueue: SharedExtension = { name: '営業', extension: 800, number: '+81312340800' };

/** The English-speaking queue Support. */
export const supportQueue: SharedExtension = { name: 'Support', extension: 810, number: '+81312340810' };

/** The auto receptionist that answers the main number. */
export const reception: SharedExtension = { name: '代表案内', extension: 900, number: '+81312340900' };

/** A person's name as Zoom shows it in events: family name first. */
export function formatDisplayName(party: ZoomUser): string {
  return `${party.familyName} ${party.givenName}`;
}
