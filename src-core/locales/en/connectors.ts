/** English: what the settings of each CRM mean and where they are found there, and what comes of a trial. */
export const connectorsEn = {
  'connector.field.type': 'CRM type',
  'connector.field.id': 'ID',
  'connector.field.name': 'Name',
  'connector.field.name.help': 'Shown on cards. Leave empty to use the product’s name.',
  'connector.field.me': 'Your name or ID in this CRM',
  'connector.field.me.help':
    'Only needed if this CRM doesn’t recognize you as an owner by your Zoom email address. When several people share a number, your own customers come first.',
  'connector.field.country': 'Default country for its numbers',
  'connector.field.country.help':
    'Two letters, such as JP, for numbers stored without a country code. Leave empty to use the country in Settings.',
  'connector.field.masks': 'Additional number formats',
  'connector.field.masks.help':
    'Other ways numbers are written in this CRM, such as 0##-###-####. Each # is a digit of the number without its leading 0. Up to ten.',
  'connector.field.url': 'URL',
  'connector.field.apiUrl': 'API URL',
  'connector.field.apiUrl.help': 'Only if it’s different from the URL of the pages. Usually empty.',
  'connector.field.clientId': 'Client ID',
  'connector.field.redirectPort': 'Sign-in port',
  'connector.field.redirectPort.help':
    'After you sign in, the browser returns to http://localhost:4381/callback. Change the port only if another program uses it, and register the same port with the CRM.',
  'connector.field.secret': 'Token',

  'connector.kintone.url.help':
    'The start of the address when kintone is open in your browser: https://SUBDOMAIN.cybozu.com (or kintone.com). Addresses that require a client certificate (s.cybozu.com) aren’t supported.',
  'connector.kintone.app': 'App ID',
  'connector.kintone.app.help':
    'Open the app in your browser. It’s the number after /k/ in the address: 12 in https://SUBDOMAIN.cybozu.com/k/12/.',
  'connector.kintone.guestSpace': 'Guest space ID',
  'connector.kintone.guestSpace.help':
    'Only for an app in a guest space: 3 in https://SUBDOMAIN.cybozu.com/k/guest/3/12/.',
  'connector.kintone.fields': 'Fields',
  'connector.kintone.fields.help':
    'Only needed if Chakushin doesn’t find the right fields. Enter field codes or names as JSON, such as {"phones": ["TEL"], "name": "Name"}. You can also set company, reading, title, and owner.',
  'connector.kintone.show': 'Fields on the card',
  'connector.kintone.show.help':
    'Codes or names of extra fields to show on the card, up to six. Leave empty to let Chakushin choose.',
  'connector.kintone.secret': 'API token',
  'connector.kintone.secret.help':
    'An API token for this app. Open the app’s settings, go to “App Settings” > “API Token”, and generate a token with permission to view records. Then save and update the app; the token doesn’t work until you do.',

  'connector.salesforce.url.help':
    'Your company’s own domain, such as https://acme.my.salesforce.com. In Setup, go to “My Domain” and copy “Current My Domain URL”.',
  'connector.salesforce.clientId': 'Consumer key',
  'connector.salesforce.clientId.help':
    'In Setup: External Client App Manager > the app > Settings > OAuth Settings > “Consumer Key and Secret”. Your Salesforce administrator creates the app once.',
  'connector.salesforce.objects': 'Search in',
  'connector.salesforce.objects.help':
    'Turn off anything you can’t see in Salesforce. A single one makes the whole search fail.',
  'connector.salesforce.secret.help':
    'You don’t need a token; you sign in with your browser. The External Client App’s callback URL must be http://localhost:4381/callback.',

  'connector.zoho.org': 'Organization',
  'connector.zoho.org.help':
    'The part after /crm/ in the address of any Zoho CRM page, such as org746753262.',
  'connector.zoho.clientId.help':
    'From the client registered as a server-based application in the Zoho API Console (api-console.zoho.jp, or your data center’s domain).',
  'connector.zoho.dc': 'Data center',
  'connector.zoho.dc.help':
    'The part after “zoho.” in your Zoho CRM address: jp for crm.zoho.jp, com for crm.zoho.com. For Canada, use ca.',
  'connector.zoho.url.help':
    'Only if your pages use a different address than your data center’s default, such as https://crm.zoho.jp.',
  'connector.zoho.modules': 'Search in',
  'connector.zoho.modules.help':
    'Turn off anything you can’t see in Zoho CRM. A single one makes the whole search fail.',
  'connector.zoho.secret': 'Client secret',
  'connector.zoho.secret.help':
    'In the Zoho API Console, open the same client and go to the “Client Secret” tab. You enter it once, then sign in with your browser. The client’s authorized redirect URI must be http://localhost:4381/callback.',

  'connector.hubspot.portalId': 'Hub ID',
  'connector.hubspot.portalId.help':
    'Your account’s number. In HubSpot, click your account at the top right, or copy it from the address of a contact list: app.hubspot.com/contacts/12345678.',
  'connector.hubspot.url.help':
    'The start of the address when HubSpot is open in your browser. European accounts use https://app-eu1.hubspot.com.',
  'connector.hubspot.secret': 'Service key or access token',
  'connector.hubspot.secret.help':
    'A service key: in HubSpot, “Development” > “Keys” > “Service keys”. Or a private app’s access token: “Development” > “Legacy apps”, open the app, “Auth” tab. Scopes: crm.objects.contacts.read and crm.objects.companies.read. A super admin creates it once.',

  'connector.dynamics.url.help':
    'The start of the address when Dynamics 365 is open in your browser, such as https://acme.crm7.dynamics.com.',
  'connector.dynamics.clientId': 'Application (client) ID',
  'connector.dynamics.clientId.help':
    'In the Microsoft Entra admin center, under “App registrations”, on the app’s overview page. An administrator registers the app once, as a public client with the delegated Dynamics CRM permission user_impersonation.',
  'connector.dynamics.tenant': 'Directory (tenant)',
  'connector.dynamics.tenant.help':
    'The Directory (tenant) ID on the same page, or a domain of the directory, such as acme.onmicrosoft.com. If empty, it depends on the account you sign in with.',
  'connector.dynamics.appId': 'Open records in app',
  'connector.dynamics.appId.help':
    'Only if records should open in a specific app: the value after appid= in the address of its pages.',
  'connector.dynamics.tables': 'Search in',
  'connector.dynamics.tables.help':
    'Leads exist only with Dynamics 365 Sales. Turn them off if you don’t use it.',
  'connector.dynamics.secret.help':
    'You don’t need a token; you sign in with your browser. In the app registration, under “Authentication”, add http://localhost:4381/callback as a redirect URI for mobile and desktop applications.',

  'connector.zendesk.url.help':
    'The start of the address when Zendesk is open in your browser, such as https://acme.zendesk.com.',
  'connector.zendesk.email': 'Email address',
  'connector.zendesk.email.help':
    'The email address of the Zendesk agent or administrator that Chakushin searches as, together with the API token.',
  'connector.zendesk.phoneFields': 'Additional phone fields',
  'connector.zendesk.phoneFields.help':
    'Keys of your own user fields that contain phone numbers, such as mobile_phone. In the Admin Center, go to “People” > “Configuration” > “User fields”. Up to two; each adds one request.',
  'connector.zendesk.secret': 'API token',
  'connector.zendesk.secret.help':
    'In the Admin Center, go to “Apps and integrations” > “APIs” > “API tokens”. An administrator creates the token, first turning on API token access if it’s off. It’s shown only once.',

  'connector.freshdesk.url.help':
    'The start of the address when Freshdesk is open in your browser, such as https://acme.freshdesk.com.',
  'connector.freshdesk.secret': 'API key',
  'connector.freshdesk.secret.help':
    'Your own API key. In Freshdesk, click your profile picture at the top right, then “Profile settings” > “View API Key”.',

  'connector.pipedrive.url.help':
    'The start of the address when Pipedrive is open in your browser, such as https://acme.pipedrive.com.',
  'connector.pipedrive.secret': 'API token',
  'connector.pipedrive.secret.help':
    'Your personal API token. In Pipedrive, open the menu with your name at the top right, then “Personal preferences” > “API”.',

  'connector.zoom-contacts.secret.help':
    'You don’t need a token; Chakushin uses your Zoom app. It needs the scope phone:read:list_external_contacts:admin, which your Zoom administrator adds in the Zoom App Marketplace.',

  'connector.rest.file': 'CRM definition file',
  'connector.rest.file.help':
    'A JSON definition file, a 3CX CRM template (.xml), or a RingCentral App Connect proxy configuration.',
  'connector.rest.url': 'URL of the CRM’s pages',
  'connector.rest.url.help':
    'The site where records open, such as https://crm.example.com. Overrides the definition file; required if the file doesn’t set it.',
  'connector.rest.apiUrl.help':
    'Where Chakushin sends lookups. Overrides the definition file; leave empty if the file is right.',
  'connector.rest.parameters': 'Parameters',
  'connector.rest.parameters.help':
    'Values that the definition file asks for, by name, as JSON: {"Workspace": "main"}. Don’t enter secrets here.',
  'connector.rest.secret': 'Token or key',
  'connector.rest.secret.help':
    'The value that the definition file uses as {secret}. Zammad: an access token with ticket.agent. EspoCRM: the API key of an API user. Attio: an access token with record_permission:read and object_configuration:read. Not needed if the file doesn’t use it.',

  'connector-trial.unusable': 'No lookup was made. Missing or not valid: {{fields}}.',
  'connector-trial.skipped':
    'This CRM isn’t searched for extensions, service numbers, or calls with no caller ID. Try a customer’s number.',
  'connector-trial.opening.alone': 'Can open automatically: no one else in this CRM has exactly this number.',
  'connector-trial.opening.not-exact': 'Doesn’t open automatically: the number isn’t an exact match.',
  'connector-trial.opening.shared': 'Doesn’t open automatically: several people have exactly this number.',
  'connector-trial.opening.no-page': 'Doesn’t open automatically: the record has no page.',
  'connector-trial.fault.network': 'no connection',
  'connector-trial.fault.timeout': 'timed out',
  'connector-trial.fault.too-large': 'response too large',
  'connector-trial.fault.certificate': 'certificate not trusted',
  'connector-trial.fault.proxy': 'blocked by the proxy',

  'connectors.lead': 'Where Chakushin looks up callers. Changes apply from the next call.',
  'connectors.contacts.title': 'Contacts',
  'connectors.contacts.help':
    'A CSV or vCard file, such as an address book export. Lookups are instant and work offline. The file is reloaded whenever it changes.',
  'connectors.contacts.none': 'No file selected',
  'connectors.contacts.choose': 'Choose a file…',
  'connectors.contacts.clear': 'Don’t use a file',
  'connectors.contacts.dialog': 'Choose a contacts file',
  'connectors.contacts.kind': 'CSV or vCard',
  'connectors.contacts.reading': 'Loading the file…',
  'connectors.contacts.inUse': 'In use. People: {{people}}. Phone numbers: {{numbers}}.',
  'connectors.contacts.before':
    'Still using the previously loaded contacts. People: {{people}}. Phone numbers: {{numbers}}.',
  'connectors.crms.title': 'CRMs',
  'connectors.crms.intro':
    'All CRMs are searched at the same time. Equally good matches appear in this order.',
  'connectors.crms.none': 'No CRM is connected yet.',
  'connectors.crms.full': 'You can connect up to {{count}} CRMs. Remove one you don’t need.',
  'connectors.add': 'Add a CRM…',
  'connectors.use': 'Enabled',
  'connectors.up': 'Move up',
  'connectors.down': 'Move down',
  'connectors.edit': 'Edit',
  'connectors.remove': 'Remove',
  'connectors.remove.title': 'Remove {{name}}?',
  'connectors.remove.text':
    'Chakushin stops searching it and deletes its sign-in from this computer. Nothing changes in the CRM itself.',
  'connectors.keep': 'Keep',
  'connectors.removed': '{{name}} removed.',
  'connectors.removed.secret-left':
    '{{name}} was removed, but its sign-in may still be in the {{keychain}}. {{why}} {{remedy}}',
  'connectors.moved': '{{name}} is now number {{place}} of {{count}}.',
  'connectors.gone': 'This CRM is no longer in the list.',
  'connectors.unknown-kind': 'Unknown CRM type',
  'connectors.standing.in-use': 'In use',
  'connectors.standing.tried': 'In use (last test got a response)',
  'connectors.standing.off': 'Off',
  'connectors.standing.unusable': 'Can’t be used. Missing or not valid: {{fields}}',

  'connectors.kinds.title': 'Which CRM do you want to add?',
  'connectors.kinds.lead':
    'Your customer data stays in the CRM. Chakushin only reads. It looks up numbers that call you and numbers you test.',
  'connectors.kinds.other': 'Another CRM (REST)',
  'connectors.kind.kintone': 'Searches the records of one app with that app’s API token.',
  'connectors.kind.salesforce':
    'Searches contacts, leads, and accounts. You sign in with your browser. Requires one-time setup by an administrator.',
  'connectors.kind.zoho':
    'Searches contacts, leads, and accounts. You sign in with your browser, using a client registered with Zoho.',
  'connectors.kind.hubspot': 'Searches contacts and companies with a service key or a private app’s token.',
  'connectors.kind.dynamics':
    'Searches contacts, accounts, and leads. You sign in with your Microsoft account. Requires one-time setup by an administrator.',
  'connectors.kind.zendesk': 'Searches end users with an API token.',
  'connectors.kind.freshdesk': 'Searches contacts with your own API key.',
  'connectors.kind.pipedrive': 'Searches people with your own API token.',
  'connectors.kind.zoom-contacts':
    'Searches your Zoom Phone account’s external contacts. No extra sign-in needed.',
  'connectors.kind.rest':
    'Any CRM with a REST API, described by a definition file. 3CX CRM templates work, too.',

  'connectors.form.new': 'Connect {{kind}}',
  'connectors.form.locked': 'These settings are managed. You can still sign in and test a number.',
  'connectors.form.more': 'More settings',
  'connectors.form.sign-in': 'Sign-in',
  'connectors.form.save': 'Save',
  'connectors.form.cancel': 'Cancel',
  'connectors.form.incomplete': 'Missing or not valid: {{fields}}.',
  'connectors.form.saved': '{{name}} saved. It’s searched from the next call.',
  'connectors.form.saved-off': '{{name}} saved. It’s turned off.',
  'connectors.form.saved-without':
    '{{name}} saved, but it can’t be searched until you sign in. To sign in, select “Edit”.',
  'connectors.form.saved-this-run':
    '{{name}} saved, but its sign-in is kept only until Chakushin quits. {{why}} {{remedy}}',
  'connectors.form.unsure':
    'Chakushin can’t tell whether an earlier sign-in is stored under this name. Enter one here, or try again later. {{why}} {{remedy}}',
  'connectors.file.dialog': 'Choose a CRM definition file',
  'connectors.file.kind': 'CRM definition (JSON or XML)',
  'connectors.error.missing': 'This field is required.',
  'connectors.error.url':
    'Enter an address that starts with https://, without a user name and without anything after “?”.',
  'connectors.error.number': 'Enter a whole number.',
  'connectors.error.unusable': 'This value isn’t valid. Check the description of this field.',
  'connectors.error.file': 'The file can’t be read or isn’t a CRM definition.',
  'connectors.error.place': 'Missing or not valid: {{place}}',
  'connectors.error.json': 'This isn’t valid JSON: unexpected character at line {{line}}, column {{column}}.',
  'connectors.choice.salesforce.Contact': 'Contacts',
  'connectors.choice.salesforce.Lead': 'Leads',
  'connectors.choice.salesforce.Account': 'Accounts',
  'connectors.choice.zoho.Contacts': 'Contacts',
  'connectors.choice.zoho.Leads': 'Leads',
  'connectors.choice.zoho.Accounts': 'Accounts',
  'connectors.choice.dynamics.contacts': 'Contacts',
  'connectors.choice.dynamics.accounts': 'Accounts',
  'connectors.choice.dynamics.leads': 'Leads',

  'connectors.secret.none': 'Not entered.',
  'connectors.secret.entered': 'Entered. It’s stored in this computer’s {{keychain}} when you save.',
  'connectors.secret.anew':
    'Enter it again: these settings now point to a different server, and the stored value isn’t sent there.',
  'connectors.secret.not-needed': 'No token is needed.',
  'connectors.sign-in.none': 'Not signed in yet.',
  'connectors.sign-in.done':
    'Signed in. The sign-in is stored in this computer’s {{keychain}} when you save.',
  'connectors.sign-in.anew':
    'Sign in again: these settings now point to a different server, and the stored sign-in isn’t sent there.',
  'connectors.sign-in.running': 'Sign in using the browser window that just opened. You have five minutes.',
  'connectors.sign-in.button': 'Sign in with browser',
  'connectors.sign-in.stop': 'Cancel sign-in',
  'connectors.sign-in.redirect': 'Redirect URI to register with the CRM',
  'connectors.sign-in.copy': 'Copy',
  'connectors.sign-in.no-client-secret': 'Enter the client secret first.',

  'connectors.try.title': 'Test a number',
  'connectors.try.label': 'Phone number',
  'connectors.try.help':
    'Enter a number that’s in this CRM. It’s looked up as if it were calling. Nothing opens, and nothing is changed.',
  'connectors.try.button': 'Look up',
  'connectors.try.stop': 'Stop',
  'connectors.try.no-number': 'This isn’t a phone number. Enter one such as 090-1234-5678.',
  'connectors.try.running': 'Looking up…',
  'connectors.try.found_one': '{{count}} record found in {{ms}} ms.',
  'connectors.try.found_other': '{{count}} records found in {{ms}} ms.',
  'connectors.try.nobody': 'No record has this number ({{ms}} ms).',
  'connectors.try.no-answer': 'No usable response ({{ms}} ms).',
  'connectors.try.matches': 'Records',
  'connectors.try.matched': '{{field}}: {{number}}',
  'connectors.try.where': 'Record location: {{host}}',
  'connectors.try.requests': 'Requests',
  'connectors.try.note':
    'Shown as sent, without secrets. Numbers are masked except for their format and last digits.',
  'connectors.try.waiting': 'no response yet',
  'connectors.try.unfinished': 'stopped waiting',
  'connectors.try.outcome': '{{outcome}}, {{ms}} ms',
  'connectors.grade.exact': 'Exact match',
  'connectors.grade.national': 'Same national number',
  'connectors.grade.weak': 'Possible match',
} as const;
