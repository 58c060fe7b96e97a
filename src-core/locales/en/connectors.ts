/** English: what the settings of each CRM mean and where they are found there, and what comes of a trial. */
export const connectorsEn = {
  'connector.field.type': 'Kind of CRM',
  'connector.field.id': 'Short name',
  'connector.field.name': 'Name',
  'connector.field.name.help': "How cards call it. Left empty: the product's own name.",
  'connector.field.me': 'Your name or id there',
  'connector.field.me.help':
    'Only needed where this CRM does not know you as an owner by the e-mail address that you have in Zoom. Among several people on a number your own customers stand first.',
  'connector.field.country': 'Country of its numbers',
  'connector.field.country.help':
    'Two letters, such as JP: for numbers in its records that carry no country. Left empty: the country of the settings.',
  'connector.field.masks': 'Further notations',
  'connector.field.masks.help':
    'Ways in which numbers are typed there beside the usual ones, such as 0##-###-####. Each # is a digit of the number without its leading 0. Ten at most.',
  'connector.field.url': 'Address',
  'connector.field.apiUrl': 'Address of the API',
  'connector.field.apiUrl.help': 'Only where it is another one than that of the pages. Usually left empty.',
  'connector.field.clientId': 'Client ID',
  'connector.field.redirectPort': 'Port for the sign-in',
  'connector.field.redirectPort.help':
    'After the sign-in the browser comes back to http://localhost:4381/callback. Another port is only needed where a program uses this one; the address that is registered with the CRM must then have that port, too.',
  'connector.field.secret': 'Token',

  'connector.kintone.url.help':
    'The beginning of the address when kintone is open in the browser: https://SUBDOMAIN.cybozu.com (or kintone.com). Addresses that ask for a client certificate (s.cybozu.com) are not supported.',
  'connector.kintone.app': 'App number',
  'connector.kintone.app.help':
    'Open the app in the browser: it is the number behind /k/ in the address, 12 in https://SUBDOMAIN.cybozu.com/k/12/.',
  'connector.kintone.guestSpace': 'Guest space number',
  'connector.kintone.guestSpace.help':
    'Only for an app in a guest space: 3 in https://SUBDOMAIN.cybozu.com/k/guest/3/12/.',
  'connector.kintone.fields': 'Fields',
  'connector.kintone.fields.help':
    'Only needed where the right fields are not found by themselves. Field codes or labels as JSON, such as {"phones": ["TEL"], "name": "Name"}; further keys are company, reading, title and owner.',
  'connector.kintone.show': 'Fields on the card',
  'connector.kintone.show.help':
    'Field codes or labels of what the card shows besides, six at most. Left empty: those that look worth it.',
  'connector.kintone.secret': 'API token',
  'connector.kintone.secret.help':
    'An API token of this app: open the settings of the app, then “App Settings” > “API Token”, and generate one that may view records. Save, and update the app: until then the token does not work.',

  'connector.salesforce.url.help':
    "Your company's own domain, such as https://acme.my.salesforce.com: in Setup under “My Domain”, as “Current My Domain URL”.",
  'connector.salesforce.clientId': 'Consumer key',
  'connector.salesforce.clientId.help':
    'Of the External Client App through which people sign in: in Setup under “External Client App Manager” open the app, then “Settings” > “OAuth Settings” > “Consumer Key and Secret”. An administrator creates the app once, with the scopes api and refresh_token, PKCE required, and no secret required for the Web Server Flow and the Refresh Token Flow.',
  'connector.salesforce.objects': 'What is searched',
  'connector.salesforce.objects.help':
    'Leave out what you may not see in Salesforce: one such object makes the whole search fail.',
  'connector.salesforce.secret.help':
    'No token is needed: you sign in with the browser. The callback URL of the External Client App must be http://localhost:4381/callback.',

  'connector.zoho.org': 'Organization',
  'connector.zoho.org.help':
    'The part behind /crm/ in the address of every page of Zoho CRM, such as org746753262.',
  'connector.zoho.clientId.help':
    'Of the client that is registered in the Zoho API Console (api-console.zoho.jp, or with the ending of your data center) as a server-based application.',
  'connector.zoho.dc': 'Data center',
  'connector.zoho.dc.help':
    'What stands behind “zoho.” in the address of your Zoho CRM: jp for crm.zoho.jp, com for crm.zoho.com. Canada is ca.',
  'connector.zoho.url.help':
    "Only where your pages are at another address than the data center's usual one, such as https://crm.zoho.jp.",
  'connector.zoho.modules': 'What is searched',
  'connector.zoho.modules.help':
    'Leave out what you may not see in Zoho CRM: one such module makes the whole search fail.',
  'connector.zoho.secret': 'Client secret',
  'connector.zoho.secret.help':
    'In the Zoho API Console open the same client, tab “Client Secret”. It is asked for once, then you sign in with the browser. The authorized redirect URI of the client must be http://localhost:4381/callback.',

  'connector.hubspot.portalId': 'Hub ID',
  'connector.hubspot.portalId.help':
    'The number of your account: in HubSpot click your account at the top right, or take it from the address of a contact list, app.hubspot.com/contacts/12345678.',
  'connector.hubspot.url.help':
    'The beginning of the address when HubSpot is open in the browser. Accounts in Europe have https://app-eu1.hubspot.com.',
  'connector.hubspot.secret': 'Service key or access token',
  'connector.hubspot.secret.help':
    'A service key (in HubSpot under “Development” > “Keys” > “Service keys”) or the access token of a private app (“Development” > “Legacy apps”, open the app, tab “Auth”), with the scopes crm.objects.contacts.read and crm.objects.companies.read. A super admin creates it once.',

  'connector.dynamics.url.help':
    'The beginning of the address when Dynamics 365 is open in the browser, such as https://acme.crm7.dynamics.com.',
  'connector.dynamics.clientId': 'Application (client) ID',
  'connector.dynamics.clientId.help':
    'In the Microsoft Entra admin center under “App registrations”, on the overview page of the app. An administrator registers it once: as a public client, with the delegated permission user_impersonation of Dynamics CRM.',
  'connector.dynamics.tenant': 'Directory (tenant)',
  'connector.dynamics.tenant.help':
    'The Directory (tenant) ID on the same page, or a domain of the directory, such as acme.onmicrosoft.com. Left empty, the account that signs in decides.',
  'connector.dynamics.appId': 'App for the pages',
  'connector.dynamics.appId.help':
    'Only where records are to open in a certain app: what stands behind appid= in the address of its pages.',
  'connector.dynamics.tables': 'What is searched',
  'connector.dynamics.tables.help':
    'Leads (leads) are there with Dynamics 365 Sales only: leave them out where they are not.',
  'connector.dynamics.secret.help':
    'No token is needed: you sign in with the browser. In the app registration, under “Authentication”, http://localhost:4381/callback must be a redirect URI for mobile and desktop applications.',

  'connector.zendesk.url.help':
    'The beginning of the address when Zendesk is open in the browser, such as https://acme.zendesk.com.',
  'connector.zendesk.email': 'E-mail address',
  'connector.zendesk.email.help':
    'Of the agent or administrator in whose name Zendesk is asked: the API token is used together with it.',
  'connector.zendesk.phoneFields': 'Further phone fields',
  'connector.zendesk.phoneFields.help':
    'Keys of user fields of your own that hold numbers, such as mobile_phone: in the Admin Center under “People” > “Configuration” > “User fields”. Two at most; each is a request more.',
  'connector.zendesk.secret': 'API token',
  'connector.zendesk.secret.help':
    'In the Admin Center under “Apps and integrations” > “APIs” > “API tokens”. An administrator creates it, after allowing access by API tokens there where that is switched off. It is shown that one time only.',

  'connector.freshdesk.url.help':
    'The beginning of the address when Freshdesk is open in the browser, such as https://acme.freshdesk.com.',
  'connector.freshdesk.secret': 'API key',
  'connector.freshdesk.secret.help':
    'Your own: in Freshdesk click your picture at the top right, then “Profile settings” > “View API Key”.',

  'connector.pipedrive.url.help':
    'The beginning of the address when Pipedrive is open in the browser, such as https://acme.pipedrive.com.',
  'connector.pipedrive.secret': 'API token',
  'connector.pipedrive.secret.help':
    'Your personal one: in Pipedrive open the menu with your name at the top right, then “Personal preferences” > “API”.',

  'connector.zoom-contacts.secret.help':
    'No token is needed: the Zoom app of the settings is used. It needs the scope phone:read:list_external_contacts:admin, which an administrator adds in the Zoom App Marketplace.',

  'connector.rest.file': 'File that describes the CRM',
  'connector.rest.file.help':
    'A JSON file (docs/connectors-rest.md says how to write one), a CRM template of 3CX (.xml), or a proxy configuration of RingCentral App Connect. Files for Zammad, EspoCRM and Attio come along in resources/connectors.',
  'connector.rest.url': 'Address of the pages',
  'connector.rest.url.help':
    'The site whose pages open, such as https://crm.example.com. Counts more than what the file says; needed where the file says nothing.',
  'connector.rest.apiUrl.help':
    'Where the CRM is asked. Counts more than what the file says; left empty where the file is right.',
  'connector.rest.parameters': 'Parameters',
  'connector.rest.parameters.help':
    'What the file leaves open, by name, as JSON: {"Workspace": "main"}. No secrets here.',
  'connector.rest.secret': 'Token or key',
  'connector.rest.secret.help':
    'What the file puts in as {secret}. Zammad: an access token with ticket.agent. EspoCRM: the API key of an API user. Attio: an access token with record_permission:read and object_configuration:read. Not needed where the file asks for none.',

  'connector-trial.unusable': 'Nobody was asked. Missing or not usable: {{fields}}.',
  'connector-trial.skipped':
    'This CRM is not asked about such numbers: extensions, service numbers and withheld numbers. Try a number of a customer.',
  'connector-trial.opening.alone': 'Can open by itself: nobody else here has exactly this number.',
  'connector-trial.opening.not-exact': 'Does not open by itself: the number does not match exactly.',
  'connector-trial.opening.shared': 'Does not open by itself: several people have exactly this number.',
  'connector-trial.opening.no-page': 'Does not open by itself: the record has no page of its own.',
  'connector-trial.fault.network': 'no connection',
  'connector-trial.fault.timeout': 'no answer in time',
  'connector-trial.fault.too-large': 'the answer was too large',
  'connector-trial.fault.certificate': 'the certificate is not trusted',
  'connector-trial.fault.proxy': 'refused by the proxy',

  'connectors.lead': 'Where Chakushin looks up who is calling. Every change counts from the next call on.',
  'connectors.contacts.title': 'Contacts',
  'connectors.contacts.help':
    'A CSV or vCard file, such as an export of your address book. It is found at once, without a network, and read anew whenever it changes.',
  'connectors.contacts.none': 'No file chosen',
  'connectors.contacts.choose': 'Choose a file…',
  'connectors.contacts.clear': 'Use no file',
  'connectors.contacts.dialog': 'Contacts file',
  'connectors.contacts.kind': 'CSV or vCard',
  'connectors.contacts.reading': 'The file is being read…',
  'connectors.contacts.inUse': 'In use. People: {{people}}, phone numbers: {{numbers}}.',
  'connectors.contacts.before':
    'What was read before is still in use. People: {{people}}, phone numbers: {{numbers}}.',
  'connectors.crms.title': 'CRMs',
  'connectors.crms.intro':
    'All of them are asked at once. People who are found with the same certainty are shown in this order.',
  'connectors.crms.none': 'No CRM is connected yet.',
  'connectors.crms.full': 'No more than {{count}} can be connected. Remove one that is not needed.',
  'connectors.add': 'Add a CRM…',
  'connectors.use': 'Use',
  'connectors.up': 'Move up',
  'connectors.down': 'Move down',
  'connectors.edit': 'Edit',
  'connectors.remove': 'Remove',
  'connectors.remove.title': 'Remove {{name}}?',
  'connectors.remove.text':
    'It is not asked any more, and its sign-in is deleted from this computer. Nothing changes in the CRM itself.',
  'connectors.keep': 'Keep it',
  'connectors.removed': '{{name}}: removed.',
  'connectors.removed.secret-left':
    '{{name}} is removed, but its sign-in may still be in the keychain. {{why}} {{remedy}}',
  'connectors.moved': '{{name}} is now at place {{place}} of {{count}}.',
  'connectors.gone': 'This CRM is not in the list any more. Look at the list again.',
  'connectors.unknown-kind': 'Unknown kind of CRM',
  'connectors.standing.in-use': 'In use',
  'connectors.standing.tried': 'In use; the last trial was answered',
  'connectors.standing.off': 'Switched off',
  'connectors.standing.unusable': 'Cannot be used. Missing or not usable: {{fields}}',

  'connectors.kinds.title': 'Which CRM?',
  'connectors.kinds.lead':
    'Customers stay in the CRM: Chakushin only reads, and only who has a number that calls.',
  'connectors.kinds.other': 'Another CRM (REST)',
  'connectors.kind.kintone': 'The records of one app, with an API token of that app.',
  'connectors.kind.salesforce':
    'Contacts, leads and accounts. You sign in with the browser; an administrator prepares that once.',
  'connectors.kind.zoho':
    'Contacts, leads and accounts. You sign in with the browser, with a client that is registered at Zoho.',
  'connectors.kind.hubspot': 'Contacts and companies, with a service key or the token of a private app.',
  'connectors.kind.dynamics':
    'Contacts, accounts and leads. You sign in with your Microsoft account; an administrator prepares that once.',
  'connectors.kind.zendesk': 'End users, with an API token.',
  'connectors.kind.freshdesk': 'Contacts, with your own API key.',
  'connectors.kind.pipedrive': 'People, with your own API token.',
  'connectors.kind.zoom-contacts':
    'The external contacts of your Zoom Phone account. No further sign-in is needed.',
  'connectors.kind.rest':
    'Any CRM with a REST API, by a file that describes it. Files for Zammad, EspoCRM and Attio come along.',

  'connectors.form.new': 'Connect {{kind}}',
  'connectors.form.locked': 'These settings are fixed. You can sign in and try a number.',
  'connectors.form.more': 'More settings',
  'connectors.form.sign-in': 'Sign-in',
  'connectors.form.save': 'Save',
  'connectors.form.cancel': 'Cancel',
  'connectors.form.incomplete': 'Something is missing or cannot be used: {{fields}}.',
  'connectors.form.saved': '{{name}} is saved and asked from the next call on.',
  'connectors.form.saved-off': '{{name}} is saved. It is switched off.',
  'connectors.form.saved-without': '{{name}} is saved, but cannot be asked before you sign in: press Edit.',
  'connectors.form.saved-this-run':
    '{{name}} is saved, but its sign-in is known only until Chakushin is ended. {{why}} {{remedy}}',
  'connectors.form.unsure':
    'Whether an older sign-in is stored under this name cannot be seen. Enter one here, or try again later. {{why}} {{remedy}}',
  'connectors.file.dialog': 'File that describes the CRM',
  'connectors.file.kind': 'Description of a CRM (JSON or XML)',
  'connectors.error.missing': 'This is needed.',
  'connectors.error.url':
    'Enter an address that begins with https://, without a user name and without anything after “?”.',
  'connectors.error.number': 'Enter a whole number.',
  'connectors.error.unusable': 'This cannot be used. Compare it with the explanation here.',
  'connectors.error.file': 'The file cannot be read, or describes no CRM.',
  'connectors.error.place': 'Missing or not usable at this place: {{place}}',
  'connectors.error.json': 'This is no JSON: line {{line}}, character {{column}} does not fit.',
  'connectors.choice.salesforce.Contact': 'Contacts',
  'connectors.choice.salesforce.Lead': 'Leads',
  'connectors.choice.salesforce.Account': 'Accounts',
  'connectors.choice.zoho.Contacts': 'Contacts',
  'connectors.choice.zoho.Leads': 'Leads',
  'connectors.choice.zoho.Accounts': 'Accounts',
  'connectors.choice.dynamics.contacts': 'Contacts',
  'connectors.choice.dynamics.accounts': 'Accounts',
  'connectors.choice.dynamics.leads': 'Leads',

  'connectors.secret.none': 'Not entered yet.',
  'connectors.secret.entered': 'Entered. It goes to the keychain of this computer when you save.',
  'connectors.secret.anew':
    'Enter it anew: the settings lead to another place now, and what is stored is not sent there.',
  'connectors.secret.not-needed': 'No token is needed.',
  'connectors.sign-in.none': 'Not signed in yet.',
  'connectors.sign-in.done': 'Signed in. It goes to the keychain of this computer when you save.',
  'connectors.sign-in.anew':
    'Sign in anew: the settings lead to another place now, and what is stored is not sent there.',
  'connectors.sign-in.running': 'Sign in with the browser that has opened. It has five minutes.',
  'connectors.sign-in.button': 'Sign in with the browser',
  'connectors.sign-in.stop': 'Give up the sign-in',
  'connectors.sign-in.redirect': 'Address to register with the CRM',
  'connectors.sign-in.copy': 'Copy',
  'connectors.sign-in.no-client-secret': 'Enter the client secret first.',

  'connectors.try.title': 'Try a number',
  'connectors.try.label': 'Phone number',
  'connectors.try.help':
    'One that is in this CRM. It is looked up as if it rang; nothing opens and nothing is changed.',
  'connectors.try.button': 'Look up',
  'connectors.try.stop': 'Stop',
  'connectors.try.no-number': 'This is no phone number. Enter one such as 090-1234-5678.',
  'connectors.try.running': 'Being asked…',
  'connectors.try.found_one': '{{count}} record found in {{ms}} ms.',
  'connectors.try.found_other': '{{count}} records found in {{ms}} ms.',
  'connectors.try.nobody': 'Nobody has this number there ({{ms}} ms).',
  'connectors.try.no-answer': 'No usable answer after {{ms}} ms.',
  'connectors.try.matches': 'Records',
  'connectors.try.matched': '{{field}}: {{number}}',
  'connectors.try.where': 'The record is at {{host}}.',
  'connectors.try.requests': 'Requests',
  'connectors.try.note':
    'As they were sent, without secrets; of numbers only the form and the last digits are shown.',
  'connectors.try.waiting': 'no answer yet',
  'connectors.try.unfinished': 'not waited for any longer',
  'connectors.try.outcome': '{{outcome}}, {{ms}} ms',
  'connectors.grade.exact': 'Exact',
  'connectors.grade.national': 'National number',
  'connectors.grade.weak': 'Perhaps',
} as const;
