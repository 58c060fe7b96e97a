import { z } from 'zod';
import { piecesOf } from '../../numbers/grade.ts';
import type { CountryCode } from '../../numbers/number.ts';
import { connectorKind, type ConnectorContext } from '../connector-kind.ts';
import { ConnectorTrouble } from '../connector-trouble.ts';
import { LooseText, query } from '../crm-http.ts';
import { createPacer, type Pacer } from '../pacer.ts';
import type { Hit } from '../remote-connector.ts';
import { Remembered } from './remembered.ts';

/** Look-ups ask the list that is here; Zoom is asked for it four times an hour. */
const PER_SECOND = 50;
/** The most that Zoom gives at once. */
const PAGE_SIZE = 300;
const FRESH_MS = 15 * 60_000;
/** For all pages: ten thousand contacts are 34 of them, one after the other. */
const LOAD_LIMIT_MS = 2 * 60_000;

/** https://developers.zoom.us/docs/api/phone/#tag/external-contacts/GET/phone/external_contacts */
const Contact = z.object({
  external_contact_id: z.string().min(1),
  name: LooseText,
  email: LooseText,
  description: LooseText,
  extension_number: LooseText,
  phone_numbers: z.array(LooseText).nullish().catch(null),
});
const Page = z.object({
  external_contacts: z.array(Contact),
  next_page_token: LooseText,
});
type Contact = z.infer<typeof Contact>;

/** Contacts by E.164 of each number, and by extension. */
interface Directory {
  readonly byNumber: ReadonlyMap<string, readonly Contact[]>;
  readonly byExtension: ReadonlyMap<string, readonly Contact[]>;
}

/**
 * The external contacts of Zoom Phone, which the administrators of its account keep.
 *
 * They cannot be searched: all are read, page after page, and kept. While a first list is long in coming, look-ups end
 * without it, and it is there for the next call.
 */
export const zoomContacts = connectorKind({
  title: 'Zoom Phone',
  settings: z.object({}),
  signIn: () => ({ kind: 'none' }),
  search: (_settings, context) => {
    const { id, name, label } = context;
    const directory = new Remembered((signal) => load(context, signal), {
      freshMs: FRESH_MS,
      limitMs: LOAD_LIMIT_MS,
      clock: context.clock,
    });
    const hitOf = (contact: Contact, phones: Hit['phones']): Hit => ({
      id: contact.external_contact_id,
      name: contact.name ?? '',
      reading: null,
      company: null,
      title: null,
      owner: null,
      ownedBy: [],
      open: null,
      lastActivity: null,
      // Contacts have no pages of their own.
      url: null,
      fields: [
        { label: label('email'), value: contact.email ?? '' },
        { label: label('note'), value: contact.description ?? '' },
      ],
      phones,
    });
    return {
      id,
      name,
      perSecond: PER_SECOND,
      pages: 'https://zoom.us',
      prepare: (signal) => directory.get(signal),
      forget: () => directory.forget(),
      async search({ e164 }, signal) {
        const { byNumber } = await directory.get(signal);
        return (byNumber.get(e164) ?? []).map((contact) => {
          const texts = contact.phone_numbers ?? [];
          return hitOf(
            contact,
            texts.map((text) => ({ field: label('phone'), text: text ?? '' })),
          );
        });
      },
      async searchExtension(extension, signal) {
        const { byExtension } = await directory.get(signal);
        return (byExtension.get(extension) ?? []).map((contact) =>
          hitOf(contact, [{ field: label('extension'), text: contact.extension_number ?? '' }]),
        );
      },
    };
  },
});

async function load(
  { zoom, country }: Pick<ConnectorContext, 'zoom' | 'country'>,
  signal: AbortSignal,
): Promise<Directory> {
  if (zoom === null) throw new ConnectorTrouble('signed-out');
  const directory = { byNumber: new Map<string, Contact[]>(), byExtension: new Map<string, Contact[]>() };
  const seen = new Set<string>();
  const pacer = createPacer(signal);
  for (let token: string | null = ''; token !== null;) {
    const path: string = `/phone/external_contacts${query({ page_size: String(PAGE_SIZE), ...(token !== '' && { next_page_token: token }) })}`;
    const page = Page.safeParse(await zoom(path, signal));
    if (!page.success) throw new ConnectorTrouble('not-understood');
    await enter(page.data.external_contacts, directory, country, pacer);
    token = page.data.next_page_token;
    // The same pages again and again would never end.
    if (token !== null && seen.has(token)) throw new ConnectorTrouble('not-understood');
    if (token !== null) seen.add(token);
  }
  return directory;
}

async function enter(
  contacts: readonly Contact[],
  {
    byNumber,
    byExtension,
  }: { readonly byNumber: Map<string, Contact[]>; readonly byExtension: Map<string, Contact[]> },
  country: CountryCode,
  pacer: Pacer,
): Promise<void> {
  for (const contact of contacts) {
    const pieces = (contact.phone_numbers ?? []).flatMap((text) =>
      text === null ? [] : piecesOf(text, country),
    );
    const numbers = new Set(pieces.flatMap(({ parsed }) => (parsed === null ? [] : [parsed.number])));
    for (const e164 of numbers) add(byNumber, e164, contact);
    const extension = contact.extension_number?.normalize('NFKC').trim();
    if (extension !== undefined) add(byExtension, extension, contact);
    if (pacer.due()) await pacer.rest();
  }
}

function add(map: Map<string, Contact[]>, key: string, contact: Contact): void {
  const there = map.get(key);
  if (there === undefined) map.set(key, [contact]);
  else there.push(contact);
}
