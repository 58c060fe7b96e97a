/** English. The keys of this catalogue are the keys of all (see ja.ts). `_one`/`_other` are i18next's plural forms. */
export const en = {
  'state.ringing': 'Incoming call',
  'state.answered': 'In call',
  'state.onHold': 'On hold',
  'state.missed': 'Missed',
  'state.rejected': 'Rejected',
  'state.answered-elsewhere': 'Answered by {{name}}',
  'state.answered-elsewhere-unknown': 'Answered by a colleague',
  'state.ended': 'Call ended',
  'state.late': 'Reported too late',

  'caller.person': '{{name}}',
  'caller.unknown': 'Unknown caller',
  'caller.withheld': 'Number withheld',
  'caller.extension': 'Ext. {{extension}}',
  'caller.several_one': '{{count}} possible match',
  'caller.several_other': '{{count}} possible matches',
  'caller.shared': 'Several people share this number',

  'line.pstn_off_net': 'PSTN',
  'line.pstn_on_net': 'PSTN (on-net)',
  'line.voip': 'VoIP',
  'line.voip-internal': 'Internal VoIP',
  'line.contact_center': 'Contact center',
  'line.byop': 'Own carrier',
  'line.raw': 'Connection type as reported by Zoom: {{raw}}',
  'line.via': 'via {{name}}',
  'line.transferred': 'transferred by {{name}}',
  'line.dialled': 'to {{number}}',

  'missed.again_one': '{{count}} missed call from this number today',
  'missed.again_other': '{{count}} missed calls from this number today',
  'missed.againWithheld_one': '{{count}} missed call without a number today',
  'missed.againWithheld_other': '{{count}} missed calls without a number today',

  'crm.searching': 'Searching contacts…',
  'crm.none': 'No contact has this number',
  'crm.skipped': 'Contacts are not searched for this call',
  'crm.error': 'Contacts could not be searched: {{reason}}',
  'crm.owner': 'Owner',
  'crm.ownerLine': 'owner {{owner}}',
  'crm.asOf': 'as of {{time}}',
  'crm.source': 'Contacts',
  'crm.more_one': '{{count}} more',
  'crm.more_other': '{{count}} more',
  'grade.exact': 'Exact match on {{field}}',
  'grade.national': 'Same national number on {{field}}, no country on record',
  'grade.weak': 'Perhaps: similar number on {{field}}',

  'action.copy': 'Copy',
  'action.copied': 'Copied',
  'action.copyNumber': 'Copy number {{number}}',
  'action.open': 'Open record',
  'action.openOf': 'Open record of {{name}}',
  'action.openShort': 'Open',
  'action.callBack': 'Call back',
  'action.seen': 'Seen',
  'action.close': 'Close this card',
  'action.closeStatus': 'Close',
  'action.quit': 'Quit Chakushin',

  'stack.more_one': '+{{count}} more call',
  'stack.more_other': '+{{count}} more calls',

  'status.title': 'Chakushin is running',
  'status.hint': 'It waits in the tray. A card appears here when a call rings.',
  'status.recent': 'Recent calls',
  'status.noRecent': 'No calls yet',

  'tray.recent': 'Recent calls',
  'tray.noRecent': 'No calls yet',
  'tray.pause': 'Pause popups',
  'tray.pause.30': 'For 30 minutes',
  'tray.pause.60': 'For 1 hour',
  'tray.pause.tomorrow': 'Until tomorrow',
  'tray.resume': 'Resume popups',
  'tray.pausedUntil': 'Popups paused until {{time}}',
  'tray.show': 'Show Chakushin',
  'tray.simulate': 'Simulate a call',
  'tray.quit': 'Quit',

  'connection.connecting': 'Connecting to Zoom…',
  'connection.connected': 'Connected: calls will appear',
  'connection.degraded': 'Connected, but nothing proves that calls arrive',
  'connection.offline': 'Not connected: calls are not shown',
  'connection.unconfigured':
    'No Zoom account is set up yet. Set the ZOOM_… variables (README, "Connect a real Zoom account") or run the demo.',
  'connection.retry': '{{sentence}} Next try in {{seconds}} s.',
  'cause.network': 'Zoom cannot be reached. Calls are not shown until the network is back.',
  'cause.closed': 'Zoom closed the connection.',
  'cause.silent': 'Nothing was heard from Zoom for a minute; connecting anew.',
  'cause.no-welcome': 'Zoom did not confirm the connection in time.',
  'cause.turned-away':
    'Zoom did not accept the connection. If this stays, check the subscription id and that the app is activated.',
  'cause.rate-limited': 'Zoom asks us to slow down (too many requests on this account).',
  'cause.zoom-trouble': 'Zoom reports a fault of its own ({{detail}}).',
  'refused.credentials':
    'Zoom does not know these credentials ({{detail}}). Check the account id, client id and client secret.',
  'refused.grant':
    'Zoom does not allow this kind of sign-in ({{detail}}). The app must be of the type "Server-to-Server OAuth".',
  'refused.app-disabled':
    'The Zoom app is switched off ({{detail}}). An administrator must activate it in the Zoom App Marketplace.',
  'refused.owner-gone':
    'The owner of the Zoom app is no longer there ({{detail}}). An administrator must create the app anew.',
  'refused.agent-not-found':
    'Zoom knows no phone user "{{detail}}". Check the agent setting: e-mail, user id or extension.',
  'refused.agent-scope':
    'The Zoom app may not look up the agent ({{detail}}). Add the scopes user:read:user:admin and phone:read:user:admin, or set the extension instead.',
  'refused.settings': 'A setting must be changed before Chakushin can connect: {{detail}}.',

  'notice.frame-too-large':
    'A message of {{bytes}} bytes from Zoom was left out: no call event is that large.',
  'notice.invalid-frame':
    'A message from Zoom could not be read ({{bytes}} bytes, not JSON or not a message). It was left out; later calls are not affected.',
  'notice.invalid-event':
    'A phone event from Zoom could not be used: {{why}}. It was left out; later calls are not affected.',
  'notice.invalid-field':
    'An event from Zoom holds something unusable in {{fields}}. The rest of it is shown.',
  'notice.lookup-failed': 'Contacts could not be searched: {{reason}}',
  'notice.setting-missing':
    '{{name}} is not set. Zoom needs all of ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID, ZOOM_CLIENT_SECRET and ZOOM_SUBSCRIPTION_ID.',
  'notice.setting-unusable': '{{name}} has a value that cannot be used. See the README for what it may hold.',
  'notice.setting-not-https':
    '{{name}} must be an encrypted address (https or wss); plain ones are accepted for this computer only.',
  'notice.settings-file-unusable':
    '{{name}} could not be read. Check that it is JSON and readable; the defaults are used until then.',
  'notice.internal-error':
    'Something went wrong inside Chakushin ({{reason}}). It keeps running; please report this.',
  'notice.unsafe-link': 'The link of this record was not opened: only https addresses are.',
  'notice.contacts-missing': '{{file}} is not there. Put it back, or set another contacts file.',
  'notice.contacts-unreadable':
    '{{file}} cannot be read ({{cause}}). Close other programs that use it and check its permissions; it is tried again by itself.',
  'notice.contacts-too-large':
    '{{file}} is larger than {{limitMb}} MB. Export only the columns and people you need.',
  'notice.contacts-empty': '{{file}} holds no contacts. Export it again.',
  'notice.contacts-binary': '{{file}} is not a text file. Save the spreadsheet as "CSV UTF-8".',
  'notice.contacts-truncated':
    '{{file}} ends in the middle of the entry that begins at line {{line}}. Export it again, or close the quote there. The contacts loaded before stay in use.',
  'notice.contacts-cut':
    '{{file}} ends in the middle of a character. Export it again. The contacts loaded before stay in use.',
  'notice.contacts-no-header':
    '{{file}} has no header row we understand. Name the columns in the first row, e.g. Name, Phone.',
  'notice.contacts-no-phone-column': '{{file}} has no phone column. Name one "Phone".',
  'notice.contacts-no-name-column': '{{file}} has no name or company column. Name one "Name".',
  'notice.contacts-no-cards': '{{file}} holds no vCard. Export the contacts again as vCard.',
  'notice.contacts-bad-number':
    '{{file}}, line {{line}}: "{{column}}" is not a phone number. Correct it; the other numbers are used.',
  'notice.contacts-bad-url':
    '{{file}}, line {{line}}: the address in "{{column}}" was left out. Only https:// addresses without a password are opened.',
  'notice.contacts-bad-row':
    '{{file}}, line {{line}}: the row does not fit the header. Put cells that hold commas or quotes in quotes.',
  'notice.contacts-bad-card':
    '{{file}}, line {{line}}: this card is damaged and was skipped. Export it again.',
  'notice.contacts-old-card':
    '{{file}}, line {{line}}: vCard 2.1 is not supported. Export as vCard 3.0 or 4.0.',
  'notice.contacts-no-name': '{{file}}, line {{line}}: a number without a name or company. Add one.',
  'notice.contacts-more-problems': '{{file}}: {{count}} more lines have something wrong with them.',
  'why.not-an-event': 'it has no event name',
  'why.no-call-id': 'it has no call_id',
} as const;
