import { z } from 'zod';
import { PAGES, type FrameCommand, type MainCommand } from '../../src-preload/ipc/main-window.ts';
import { AboutCommandSchema } from './about-page.ts';
import { ConnectorsCommandSchema } from './connectors/connectors-page.ts';
import { DoctorCommandSchema } from './doctor-page.ts';
import { HistoryCommandSchema } from './history-page.ts';
import { SettingsCommandSchema } from './settings-page.ts';
import { WelcomeCommandSchema } from './welcome-page.ts';

const FrameCommandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready') }),
  z.strictObject({ type: z.literal('go'), page: z.enum(PAGES) }),
  z.strictObject({ type: z.literal('reconnect') }),
  z.strictObject({ type: z.literal('quit') }),
]) satisfies z.ZodType<FrameCommand>;

/** The shapes of main-contract.ts, as a check at run time; the compiler holds the two together. */
export const MainCommandSchema = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('frame'), command: FrameCommandSchema }),
  z.strictObject({ to: z.literal('welcome'), command: WelcomeCommandSchema }),
  z.strictObject({ to: z.literal('history'), command: HistoryCommandSchema }),
  z.strictObject({ to: z.literal('settings'), command: SettingsCommandSchema }),
  z.strictObject({ to: z.literal('connectors'), command: ConnectorsCommandSchema }),
  z.strictObject({ to: z.literal('doctor'), command: DoctorCommandSchema }),
  z.strictObject({ to: z.literal('about'), command: AboutCommandSchema }),
]) satisfies z.ZodType<MainCommand>;
