import { z } from 'zod';
import type { CountryCode } from '../../phone-numbers/phone-number.ts';
import { readNumbers } from '../../phone-numbers/read-numbers.ts';
import { defineConnectorKind, type ConnectorContext } from '../connector-kind.ts';
import { ConnectorError } from '../../lookup/connector-error.ts';
import { LooseText, encodeQuery } from '../crm-client.ts';
import { createTimeSlicer } from '../../util/time-slicer.ts';
import type { CrmRecord } from '../remote-connector.ts';
import { CachedResource } from '../cached-resource.ts';

/** Look-ups use the cached list, which is requested four times an hour. */
const PER_SECOND = 50;
/** Zoom's maximum. */
const PAGE_SIZE = 300;
const FRESH_MS = 15 * 60_000;
/** For all pages, one after the other; 10,000 contacts are 34 pages. */
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
const ContactsPage = z.object({
  external_contacts: z.array(Contact),
  next_page_token: LooseText,
});
type Contact = z.infer<typeof Contact>;

interface Directory {
  /** by E.164 */
  readonly byNumber: Map<string, Contact[]>;
  readonly byExtension: Map<string, Contact[]>;
}

/**
 * The external contacts of Zoom Phone, which the administrators of the account manage.
 *
 * Zoom has no search for them, so all pages are loaded and cached. Look-ups that time out during the first load find
 * nothing; the next call has the list.
 */
export const zoomContacts = defineConnectorKind({
  title: 'Zoom Phone',
  settings: z.object({}),
  getSignIn: () => ({ kind: 'none' }),
  createSearch: (_settings, context) => {
    const { label, clock } = context;
    const options = { freshMs: FRESH_MS, limitMs: LOAD_LIMIT_MS, clock };
    const directory = new CachedResource((signal) => load(context, signal), options);
    // Contacts have no pages of their own.
    const toCrmRecord = (contact: Contact, phones: CrmRecord['phones']): CrmRecord => ({
      id: contact.external_contact_id,
      name: contact.name,
      fields: [label('email', contact.email), label('note', contact.description)],
      phones,
    });
    return {
      perSecond: PER_SECOND,
      pagesUrl: 'https://zoom.us',
      prepare: (signal) => directory.get(signal),
      invalidate: () => directory.invalidate(),
      async search({ e164 }, signal) {
        const { byNumber } = await directory.get(signal);
        return (byNumber.get(e164) ?? []).map((contact) => {
          const phones = (contact.phone_numbers ?? []).map((text) => label('phone', text));
          return toCrmRecord(contact, phones);
        });
      },
      async searchExtension(extension, signal) {
        const { byExtension } = await directory.get(signal);
        return (byExtension.get(extension) ?? []).map((contact) =>
          toCrmRecord(contact, [label('extension', contact.extension_number)]),
        );
      },
    };
  },
});

async function load(
  { zoom, country }: Pick<ConnectorContext, 'zoom' | 'country'>,
  signal: AbortSignal,
): Promise<Directory> {
  if (zoom === null) throw new ConnectorError('signed-out');
  const directory: Directory = { byNumber: new Map(), byExtension: new Map() };
  const seenTokens = new Set<string>();
  const slicer = createTimeSlicer(signal);
  for (let token: string | null = ''; token !== null;) {
    const path: string = `/phone/external_contacts${encodeQuery({ page_size: String(PAGE_SIZE), ...(token !== '' && { next_page_token: token }) })}`;
    const page = ContactsPage.safeParse(await zoom(path, signal));
    if (!page.success) throw new ConnectorError('not-understood');
    for (const contact of page.data.external_contacts) {
      addContact(contact, directory, country);
      if (slicer.isDue()) await slicer.yield();
    }
    token = page.data.next_page_token;
    // A repeated token would make the loop endless.
    if (token !== null && seenTokens.has(token)) throw new ConnectorError('not-understood');
    if (token !== null) seenTokens.add(token);
  }
  return directory;
}

function addContact(contact: Contact, { byNumber, byExtension }: Directory, country: CountryCode): void {
  const pieces = (contact.phone_numbers ?? []).flatMap((text) => readNumbers(text ?? '', country));
  const numbers = new Set(pieces.flatMap(({ parsed }) => parsed?.number ?? []));
  for (const e164 of numbers) addTo(byNumber, e164, contact);
  const extension = contact.extension_number?.normalize('NFKC').trim();
  if (extension !== undefined) addTo(byExtension, extension, contact);
}

function addTo(map: Map<string, Contact[]>, key: string, contact: Contact): void {
  const existing = map.get(key);
  if (existing === undefined) map.set(key, [contact]);
  else existing.push(contact);
}
