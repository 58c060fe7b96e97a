import { z } from 'zod';
import { splitNumbers } from '../../phone-numbers/match-grade.ts';
import type { CountryCode } from '../../phone-numbers/phone-number.ts';
import { defineConnectorKind, type ConnectorContext } from '../connector-kind.ts';
import { ConnectorError } from '../../lookup/connector-error.ts';
import { LooseText, encodeQuery } from '../crm-client.ts';
import { createTimeSlicer, type TimeSlicer } from '../../util/time-slicer.ts';
import type { CrmRecord } from '../remote-connector.ts';
import { CachedResource } from '../cached-resource.ts';

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
const ContactsPage = z.object({
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
export const zoomContacts = defineConnectorKind({
  title: 'Zoom Phone',
  settings: z.object({}),
  getSignIn: () => ({ kind: 'none' }),
  createSearch: (_settings, context) => {
    const { id, name, label } = context;
    const directory = new CachedResource((signal) => load(context, signal), {
      freshMs: FRESH_MS,
      limitMs: LOAD_LIMIT_MS,
      clock: context.clock,
    });
    const toCrmRecord = (contact: Contact, phones: CrmRecord['phones']): CrmRecord => ({
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
      pagesUrl: 'https://zoom.us',
      prepare: (signal) => directory.get(signal),
      invalidate: () => directory.invalidate(),
      async search({ e164 }, signal) {
        const { byNumber } = await directory.get(signal);
        return (byNumber.get(e164) ?? []).map((contact) => {
          const texts = contact.phone_numbers ?? [];
          return toCrmRecord(
            contact,
            texts.map((text) => ({ field: label('phone'), text: text ?? '' })),
          );
        });
      },
      async searchExtension(extension, signal) {
        const { byExtension } = await directory.get(signal);
        return (byExtension.get(extension) ?? []).map((contact) =>
          toCrmRecord(contact, [{ field: label('extension'), text: contact.extension_number ?? '' }]),
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
  const directory = { byNumber: new Map<string, Contact[]>(), byExtension: new Map<string, Contact[]>() };
  const seenTokens = new Set<string>();
  const pacer = createTimeSlicer(signal);
  for (let token: string | null = ''; token !== null;) {
    const path: string = `/phone/external_contacts${encodeQuery({ page_size: String(PAGE_SIZE), ...(token !== '' && { next_page_token: token }) })}`;
    const page = ContactsPage.safeParse(await zoom(path, signal));
    if (!page.success) throw new ConnectorError('not-understood');
    await addContacts(page.data.external_contacts, directory, country, pacer);
    token = page.data.next_page_token;
    // The same pages again and again would never end.
    if (token !== null && seenTokens.has(token)) throw new ConnectorError('not-understood');
    if (token !== null) seenTokens.add(token);
  }
  return directory;
}

async function addContacts(
  contacts: readonly Contact[],
  {
    byNumber,
    byExtension,
  }: { readonly byNumber: Map<string, Contact[]>; readonly byExtension: Map<string, Contact[]> },
  country: CountryCode,
  pacer: TimeSlicer,
): Promise<void> {
  for (const contact of contacts) {
    const pieces = (contact.phone_numbers ?? []).flatMap((text) =>
      text === null ? [] : splitNumbers(text, country),
    );
    const numbers = new Set(pieces.flatMap(({ parsed }) => (parsed === null ? [] : [parsed.number])));
    for (const e164 of numbers) addTo(byNumber, e164, contact);
    const extension = contact.extension_number?.normalize('NFKC').trim();
    if (extension !== undefined) addTo(byExtension, extension, contact);
    if (pacer.isDue()) await pacer.yield();
  }
}

function addTo(map: Map<string, Contact[]>, key: string, contact: Contact): void {
  const existing = map.get(key);
  if (existing === undefined) map.set(key, [contact]);
  else existing.push(contact);
}
