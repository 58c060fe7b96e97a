/** English: calls, cards, tray, connection, notices, and what several pages say. */
export const commonEn = {
  'state.ringing': 'Incoming call',
  'state.answered': 'In call',
  'state.onHold': 'On hold',
  'state.missed': 'Missed',
  'state.rejected': 'Rejected',
  'state.answered-elsewhere': 'Answered by {{name}}',
  'state.answered-elsewhere-unknown': 'Answered by a colleague',
  'state.ended': 'Call ended',
  'state.past-answered': 'Answered',
  'state.late': 'Reported too late',

  'caller.person': '{{name}}',
  'caller.perhaps': '{{name}}?',
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
  'crm.error': 'Nobody found, and not all contacts could be asked',
  'crm.skipped': 'Contacts are not searched for this call',
  'crm.trouble': '{{connector}}: {{why}}',
  'crm.owner': 'Owner',
  'crm.ownerLine': 'owner {{owner}}',
  'crm.asOf': 'as of {{time}}',
  'crm.source': 'Contacts',
  'crm.chosen': 'you chose this person for the number',
  'crm.rejected_one': '{{count}} person hidden: you said it is not them',
  'crm.rejected_other': '{{count}} people hidden: you said it is not them',
  'crm.more_one': '{{count}} more',
  'crm.more_other': '{{count}} more',
  'label.phone': 'Phone',
  'label.mobile': 'Mobile',
  'label.home': 'Home',
  'label.work': 'Work',
  'label.other-phone': 'Other phone',
  'label.company-phone': 'Company phone',
  'label.extension': 'Extension',
  'label.email': 'E-mail',
  'label.open-tickets': 'Open tickets',
  'label.open-deals': 'Open deals',
  'label.stage': 'Stage',
  'label.last-contact': 'Last contact',
  'label.kind': 'Kind',
  'label.address': 'Address',
  'label.note': 'Note',
  'grade.exact': 'Exact match on {{field}}',
  'grade.national': 'Same national number on {{field}}, no country on record',
  'grade.extension': 'Perhaps: {{field}} has this number with an extension',
  'grade.part': 'Perhaps: similar number on {{field}}',

  'action.copy': 'Copy',
  'action.copied': 'Copied',
  'action.copyNumber': 'Copy number {{number}}',
  'action.open': 'Open record',
  'action.openOf': 'Open record of {{name}}',
  'action.openShort': 'Open',
  'action.choose': 'This one',
  'action.chooseOf': 'It is {{name}}: remember that for this number',
  'action.reject': 'Not them',
  'action.rejectOf': 'It is not {{name}}: hide them for this number',
  'action.undoChoice': 'Show everyone again',
  'action.create': 'Create in {{connector}}',
  'action.search': 'Search {{connector}}',
  'action.again': 'Look again',
  'action.reveal': 'Show contact',
  'action.callBack': 'Call back',
  'action.seen': 'Seen',
  'action.close': 'Close this card',
  'action.quit': 'Quit Chakushin',

  'stack.more_one': '+{{count}} more call',
  'stack.more_other': '+{{count}} more calls',

  'tray.recent': 'Recent calls',
  'tray.noRecent': 'No calls yet',
  'tray.pause': 'Pause popups',
  'tray.pause.30': 'For 30 minutes',
  'tray.pause.60': 'For 1 hour',
  'tray.pause.tomorrow': 'Until tomorrow',
  'tray.resume': 'Resume popups',
  'tray.pausedUntil': 'Popups paused until {{time}}',
  'tray.history': 'History',
  'tray.settings': 'Settings…',
  'tray.doctor': 'Doctor',
  'tray.about': 'About Chakushin',
  'tray.welcome': 'Set up…',
  'tray.simulate': 'Simulate a call',
  'action.reconnect': 'Connect now',
  'tray.quit': 'Quit',

  'connection.connecting': 'Connecting to Zoom…',
  'connection.connected': 'Connected: your calls will appear',
  'connection.everyone': 'Connected: every call of the account will appear (no agent is set)',
  'connection.degraded':
    'Connected, but a call at {{time}} never reached Chakushin: Zoom sends no call events. Ask the administrator whether the event subscription includes "callee ringing" (phone.callee_ringing); until then watch the Zoom app.',
  'connection.refused': '{{sentence}} Calls are not shown until then.',
  'connection.unconfigured':
    'No Zoom account is set up yet. Set it up under "Welcome", or by the ZOOM_… variables (see the README).',
  'connection.listening':
    'Listening at {{address}}. Zoom has sent nothing yet: validate the endpoint in the Marketplace, or call yourself.',
  'beside.websocket': 'WebSocket: {{sentence}}',
  'beside.webhook': 'Webhook: {{sentence}}',
  'connection.retry': '{{sentence}} Calls are not shown until it is back. Next try in {{seconds}} s.',
  'cause.network': 'Zoom cannot be reached: check the network.',
  'cause.proxy':
    'The proxy of this network does not let Chakushin through to Zoom. Ask the network administrator to allow zoom.us and its subdomains on port 443 without a login; check HTTPS_PROXY if you set it.',
  'cause.certificate':
    'The connection to Zoom is not trusted: this network inspects encrypted traffic, or the computer\'s clock is far off. Check the clock, and ask the network administrator for its certificate (setting "network.caFile").',
  'cause.closed': 'Zoom closed the connection.',
  'cause.broken': 'The connection to Zoom broke off.',
  'cause.silent': 'Nothing was heard from Zoom for a minute; connecting anew.',
  'cause.no-welcome': 'Zoom did not confirm the connection in time.',
  'cause.turned-away':
    'Zoom did not accept the connection, although it did before ({{detail}}). If this stays, ask the administrator whether the event subscription is still there.',
  'cause.evicted':
    'Another client uses this subscription, and Zoom allows one at a time. Close the other one, or give each its own event subscription.',
  'cause.rate-limited': 'Zoom asks us to slow down (too many requests on this account).',
  'cause.port-taken':
    'Another program listens at {{detail}}. End it, or choose another port (--port, or "webhook.port" in settings.json).',
  'cause.cannot-listen':
    'It is not possible to listen at {{detail}}. Check the address (--host and --port, or "webhook" in settings.json), and whether this user may use it.',
  'cause.zoom-trouble': 'Zoom reports a fault of its own ({{detail}}).',
  'cause.internal':
    'Something went wrong inside Chakushin while it connected ({{detail}}). Please report this.',
  'refused.credentials':
    'Zoom does not know these credentials ({{detail}}). Check the account id, client id and client secret.',
  'refused.grant':
    'Zoom does not allow this kind of sign-in ({{detail}}). The app must be of the type "Server-to-Server OAuth".',
  'refused.app-disabled':
    'The Zoom app is switched off ({{detail}}). An administrator must activate it in the Zoom App Marketplace.',
  'refused.owner-gone':
    'The owner of the Zoom app is no longer there ({{detail}}). An administrator must create the app anew.',
  'refused.subscription':
    'Zoom knows the app, but not this event subscription ({{detail}}). Check the subscription id: Marketplace, your app, Features, Event Subscriptions, WebSocket.',
  'refused.scope':
    'The Zoom app may not receive call events ({{detail}}). An administrator must add the scope phone:read:call:admin and activate the app again.',
  'refused.agent-not-found':
    'Zoom knows no phone user "{{detail}}". Check the agent setting: e-mail, user id or extension.',
  'refused.agent-needs-account':
    'The agent "{{detail}}" cannot be looked up without the Zoom app\'s credentials. Set ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET, or give the extension instead.',
  'refused.agent-scope':
    'The Zoom app may not look up the agent ({{detail}}). Add the scopes user:read:user:admin and phone:read:user:admin, or set the extension instead.',

  'away.calls_one': '{{count}} call rang while offline',
  'away.calls_other': '{{count}} calls rang while offline',

  'notice.frame-too-large':
    'A message of {{bytes}} bytes from Zoom was left out: no call event is that large.',
  'notice.invalid-frame':
    'A message from Zoom could not be read ({{bytes}} bytes, not JSON or not a message). It was left out; later calls are not affected.',
  'notice.invalid-event':
    'A phone event from Zoom could not be used: {{why}}. It was left out; later calls are not affected.',
  'notice.invalid-field':
    'An event from Zoom holds something unusable in {{fields}}. The rest of it is shown.',
  'notice.lookup-failed': '{{connector}}: {{why}}',
  'notice.setting-missing':
    '{{name}} is not set. Zoom needs account ID, client ID, client secret and subscription, all four of them.',
  'notice.setting-unusable':
    '{{name}} has a value that cannot be used, so it does not count. Choose another one in the settings; the README says what it may hold.',
  'notice.setting-not-https':
    '{{name}} must be an encrypted address (https or wss); plain ones are accepted for this computer only.',
  'notice.settings-file-unusable':
    '{{name}} could not be read. Check that it is JSON and readable; the defaults are used until then.',
  'notice.internal-error':
    'Something went wrong inside Chakushin ({{reason}}). It keeps running; please report this.',
  'notice.unsafe-link': 'The link of this record was not opened: only https addresses are.',
  'notice.webhook-secret-missing':
    '{{name}} is not set. It stands in the Marketplace under your app, Feature, Token.',
  'notice.webhook-refused':
    'A request to the webhook was refused: {{why}} ({{bytes}} bytes). Calls that Zoom sends are not affected.',
  'notice.webhook-flood_one': '{{count}} more request to the webhook was refused within a minute.',
  'notice.webhook-flood_other':
    '{{count}} more requests to the webhook were refused within a minute. Calls that Zoom sends are not affected; if this goes on, let the proxy before it pass Zoom only.',
  'notice.launch-link-refused':
    'A launch link was not taken: {{why}}. Its call is shown only if Zoom tells of it in another way. Check the address in the settings of the Zoom client: chakushin://ring?number=…&name=…',
  'notice.rang-away': 'Calls that rang while offline: {{count}}. They are in the list of recent calls.',
  'notice.history-scope':
    'Calls that ring while Chakushin is offline cannot be listed: the Zoom app lacks the scope phone:read:list_call_logs:admin. Calls that ring while it is connected are not affected.',
  'notice.history-unreadable':
    "Zoom's call history could not be read ({{detail}}). Calls that rang while offline are not listed yet; it is tried again by itself.",
  'notice.history-unreachable':
    "Zoom's call history cannot be reached. Calls that rang while offline are not listed yet; it is tried again by itself.",
  'notice.history-damaged':
    'The file of past calls was damaged. It was set aside as {{file}}, and a new one begun; calls are shown as usual. The missed calls of the last days are read from Zoom again.',
  'notice.history-unwritable':
    'Past calls cannot be saved ({{reason}}). They are kept until Chakushin quits; check free disk space, the rights of its folder, and that no other program holds the file. It is tried again by itself.',
  'notice.history-newer':
    'The file of past calls was made by a newer Chakushin. It is left as it is, and nothing is saved; please update.',
  'notice.ca-file-missing':
    'The certificate file of the setting "network.caFile" is not there. Without it Zoom may not be reached from this network.',
  'notice.ca-file-unusable':
    'The file of the setting "network.caFile" cannot be read, or something in it is no certificate. It must hold certificates as PEM ("-----BEGIN CERTIFICATE-----") or one as DER.',
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
  'why.webhook-method': 'it was no POST',
  'why.webhook-path': 'it went to another path',
  'why.webhook-type': 'it was not sent as JSON',
  'why.webhook-too-large': 'it was larger than any event',
  'why.webhook-unsigned': 'it was not signed',
  'why.webhook-signature': 'its signature is wrong; if this goes on, check ZOOM_WEBHOOK_SECRET_TOKEN',
  'why.webhook-too-old':
    "it was signed more than five minutes ago or ahead; if this goes on, check this computer's clock",
  'why.webhook-replayed': 'it had come before',
  'why.webhook-not-json': 'it could not be read (no JSON, or https where plain http is spoken)',
  'why.webhook-timeout': 'it did not come to an end in time',
  'why.link-unknown': 'it has another action than "ring" or other parameters than "number" and "name"',
  'why.link-number': 'what stands as its number is none',
  'why.link-placeholder': 'a placeholder stands where the number belongs, so that Zoom does not know it',
  'why.link-too-many': 'more came at once than calls can; further ones are passed over until it is quiet',
  'why.connector-slow': 'it did not answer within four seconds.',
  'why.connector-unreachable': 'it cannot be reached. Check the network.',
  'why.connector-signed-out':
    'nobody has signed in yet. Do so on the page “Contacts and CRM” (in the terminal: npm run -s cli -- sign-in).',
  'why.connector-credentials': 'it does not take the sign-in. Renew it in the settings.',
  'why.connector-forbidden':
    'it does not let this sign-in read contacts. Ask its administrator for that right.',
  'why.connector-not-found':
    'it does not know what the settings name. Check its address, and the app or object, in the settings.',
  'why.connector-no-phone-field':
    'it has no field for telephone numbers that could be searched. Name the fields in the settings.',
  'why.connector-rate-limited': 'it asks for fewer requests, and is asked again in a while.',
  'why.connector-fault': 'it reports a fault of its own, and is asked again in a while.',
  'why.connector-other-records':
    'it answers with records of other numbers, which are left out. Its search is broken: tell its administrator.',
  'why.connector-not-understood': 'its answer could not be understood. Please report this.',
  'why.not-an-event': 'it has no event name',
  'why.no-call-id': 'it has no call_id',

  'oauth.page.received': 'Chakushin has heard from {{name}}',
  'oauth.page.declined': '{{name}} did not allow the sign-in',
  'oauth.page.foreign': 'Chakushin is not waiting for this sign-in',
  'oauth.page.close': 'Close this tab and go back to Chakushin: there it says what came of it.',
  'oauth.page.again': 'Close this tab and begin the sign-in anew.',
  'oauth.why.port-taken':
    'Another program listens on port {{port}} of this computer, where the browser has to come back to. End it and try again, or set another "redirectPort" for this connector in the settings and register {{redirect}} with that port at {{name}}.',
  'oauth.why.cannot-listen':
    'The browser cannot come back to port {{port}} of this computer: it is not possible to listen there. Set another "redirectPort" for this connector in the settings and register {{redirect}} with that port at {{name}}.',
  'oauth.why.declined':
    '{{name}}: the sign-in was cancelled or forbidden in the browser. Nothing was stored.',
  'oauth.why.refused':
    '{{name}} refused the sign-in ({{detail}}). Compare client id, scopes and {{redirect}}, where the browser comes back to, with the app that is registered there.',
  'oauth.why.given-up': 'Nobody signed in to {{name}} in time. Nothing was stored.',
  'oauth.why.signed-out': '{{name}} takes this sign-in no more ({{detail}}). Begin anew.',
  'oauth.why.client':
    '{{name}} does not give the app a lasting sign-in ({{detail}}). Compare client id and client secret with the app that is registered there, and whether it may get refresh tokens and has {{redirect}} as the address to come back to.',
  'oauth.why.rate-limited': '{{name}} asks for fewer requests ({{detail}}). Try again in ten minutes.',
  'oauth.why.fault': '{{name}} reports a fault of its own ({{detail}}). Try again later.',
  'oauth.why.not-understood':
    'The answer of {{name}} could not be understood ({{detail}}). Check its address in the settings.',
  'oauth.why.unreachable':
    '{{name}} cannot be reached ({{detail}}). Check the network, the proxy and the address in the settings.',

  'curtain.caller': 'Hidden while the screen is locked',
  'curtain.recent': 'Hidden while the screen is locked',

  'soundFile.missing': 'This file is not there. Choose another one.',
  'soundFile.unreadable': 'This file cannot be read. Check its permissions, or choose another one.',
  'soundFile.too-large': 'This file is larger than 10 MB. Choose a shorter sound.',
  'soundFile.not-a-sound':
    'This file is no sound that can be played. Choose a WAV, MP3, Ogg, Opus, FLAC, M4A or AAC file.',
  'notice.sound-failed':
    'The sound of a ringing call could not be played; the card was shown all the same. Choose another sound in the settings.',

  'notice.shortcut-unusable':
    '{{keys}} cannot be the shortcut for "{{why}}". Use Control, Alt or the Windows key (Command on a Mac) together with a letter, a digit or a named key; function keys also work alone.',
  'notice.shortcut-everyday':
    '{{keys}} is not used as the shortcut for "{{why}}": it would stop working in every other program. Choose another combination in the settings.',
  'notice.shortcut-twice':
    '{{keys}} stands for two actions, so it does not do "{{why}}". Choose another combination in the settings.',
  'notice.shortcut-taken':
    '{{keys}} does not do "{{why}}": another program or the system has this combination. Choose another one in the settings, or free it there.',
  'why.shortcut-focus': 'give the card the keyboard',
  'why.shortcut-copy': 'copy the number',
  'why.shortcut-open': 'open the record',
  'why.shortcut-close': 'close the card',
  'why.shortcut-pause': 'pause the popups',

  'notice.notification-unsupported':
    'This system has no notifications that Chakushin could use. Calls are shown on the card only; on Linux, a notification service may have to be installed.',
  'notice.notification-failed':
    'The system did not show the notification of a call. Allow notifications of Chakushin in the system settings.',
  'notice.notification-not-shown':
    'The notification of a call did not appear within ten seconds. Check in the system settings whether notifications of Chakushin are allowed and "do not disturb" is off.',

  'notice.start-at-login-failed':
    'Chakushin could not be entered among the programs that start at login, or be taken out. Do it in the system settings, under startup apps or login items.',
  'notice.start-at-login-not-packaged':
    'Only an installed Chakushin can start at login. This one runs from its source code.',
} as const;
