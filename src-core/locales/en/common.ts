/** English: calls, cards, tray, connection, notices, and what several pages say. */
export const commonEn = {
  'list.two': '{{first}}, {{second}}',
  'match.of-person': '{{person}} ({{reason}})',
  'sentences.two': '{{first}} {{second}}',
  'parts.two': '{{first}} · {{second}}',

  'state.ringing': 'Incoming call',
  'state.answered': 'In call',
  'state.onHold': 'On hold',
  'state.missed': 'Missed',
  'state.rejected': 'Declined',
  'state.answered-elsewhere': 'Answered by {{name}}',
  'state.answered-elsewhere-unknown': 'Answered by a colleague',
  'state.ended': 'Call ended',
  'state.past-answered': 'Answered',
  'state.late': 'Reported too late to show',

  'caller.person': '{{name}}',
  'caller.perhaps': 'Possibly {{name}}',
  'caller.unknown': 'Unknown caller',
  'caller.withheld': 'No caller ID',
  'caller.extension': 'Ext. {{extension}}',
  'caller.several_one': '{{count}} possible match',
  'caller.several_other': '{{count}} possible matches',
  'caller.shared': 'Several people share this number',

  'line.pstn_off_net': 'External',
  'line.pstn_on_net': 'External (on-net)',
  'line.voip': 'VoIP',
  'line.voip-internal': 'Internal',
  'line.contact_center': 'Contact center',
  'line.byop': 'External (own carrier)',
  'line.raw': 'Connection type from Zoom: {{raw}}',
  'line.via': 'via {{name}}',
  'line.transferred': 'transferred by {{name}}',
  'line.asks': '{{name}} asks about this call',
  'line.voicemail': 'Voicemail {{length}}',
  'line.dialled': 'to {{number}}',

  'missed.again_one': '{{count}} missed call from this number today',
  'missed.again_other': '{{count}} missed calls from this number today',
  'missed.againWithheld_one': '{{count}} missed call with no caller ID today',
  'missed.againWithheld_other': '{{count}} missed calls with no caller ID today',

  'crm.searching': 'Searching contacts…',
  'crm.none': 'No contact found for this number',
  'crm.error': 'No match found. Some sources didn’t respond.',
  'crm.skipped': 'No contact lookup for this call',
  'crm.trouble': '{{connector}}: {{why}}',
  'crm.owner': 'Owner',
  'crm.ownerLine': 'Owner: {{owner}}',
  'crm.asOf': 'as of {{time}}',
  'crm.source': 'Contacts',
  'crm.chosen': 'Chosen by you for this number',
  'crm.rejected_one': '{{count}} person hidden (you chose “Not this person”)',
  'crm.rejected_other': '{{count}} people hidden (you chose “Not this person”)',
  'crm.more_one': '{{count}} more',
  'crm.more_other': '{{count}} more',
  'label.phone': 'Phone',
  'label.mobile': 'Mobile',
  'label.home': 'Home',
  'label.work': 'Work',
  'label.other-phone': 'Other phone',
  'label.company-phone': 'Company phone',
  'label.extension': 'Extension',
  'label.email': 'Email',
  'label.open-tickets': 'Open tickets',
  'label.open-deals': 'Open deals',
  'label.stage': 'Stage',
  'label.last-contact': 'Last contact',
  'label.kind': 'Type',
  'label.address': 'Address',
  'label.note': 'Note',
  'grade.exact': 'Exact match: {{field}}',
  'grade.national': 'Same national number: {{field}}, no country code on record',
  'grade.extension': 'Possible match: {{field}} is this number with an extension',
  'grade.part': 'Possible match: {{field}} is similar',

  'action.copy': 'Copy',
  'action.copied': 'Copied',
  'action.copyNumber': 'Copy number {{number}}',
  'action.open': 'Open record',
  'action.openOf': 'Open record for {{name}}',
  'action.openShort': 'Open',
  'action.choose': 'This person',
  'action.chooseOf': 'Confirm {{name}} for this number',
  'action.reject': 'Not this person',
  'action.rejectOf': 'Hide {{name}} for this number',
  'action.undoChoice': 'Show all matches',
  'action.create': 'Create in {{connector}}',
  'action.search': 'Search {{connector}}',
  'action.again': 'Search again',
  'action.reveal': 'Show contact details',
  'action.callBack': 'Call back',
  'action.seen': 'Dismiss',
  'action.close': 'Close card',
  'action.quit': 'Quit Chakushin',

  'stack.more_one': '+{{count}} more call',
  'stack.more_other': '+{{count}} more calls',

  'tray.recent': 'Recent calls',
  'tray.noRecent': 'No calls yet',
  'tray.pause': 'Pause call cards',
  'tray.pause.30': 'For 30 minutes',
  'tray.pause.60': 'For 1 hour',
  'tray.pause.tomorrow': 'Until midnight',
  'tray.resume': 'Resume call cards',
  'tray.pausedUntil': 'Call cards paused until {{time}}',
  'tray.history': 'History',
  'tray.settings': 'Settings…',
  'tray.doctor': 'Diagnostics',
  'tray.about': 'About Chakushin',
  'tray.welcome': 'Set up Chakushin…',
  'tray.simulate': 'Play a test call',
  'action.reconnect': 'Reconnect now',
  'tray.quit': 'Quit',

  'status.connecting': 'Connecting…',
  'status.connected': 'Connected',
  'status.everyone': 'Connected (all calls)',
  'status.events-missing': 'Connected, but calls are missing',
  'status.nothing-yet': 'Waiting for Zoom’s first event',
  'status.network': 'Can’t reach Zoom',
  'status.proxy': 'Blocked by the proxy',
  'status.certificate': 'Certificate not trusted',
  'status.closed': 'Disconnected. Reconnecting…',
  'status.broken': 'Disconnected. Reconnecting…',
  'status.silent': 'Disconnected. Reconnecting…',
  'status.no-welcome': 'Disconnected. Reconnecting…',
  'status.turned-away': 'Rejected by Zoom. Retrying…',
  'status.evicted': 'Subscription in use elsewhere',
  'status.rate-limited': 'Zoom is limiting requests',
  'status.port-taken': 'Webhook can’t start',
  'status.cannot-listen': 'Webhook can’t start',
  'status.zoom-trouble': 'Zoom server error',
  'status.zoom-refused': 'Zoom refused a request',
  'status.internal': 'Internal error',
  'status.credentials': 'Zoom credentials rejected',
  'status.grant': 'Zoom credentials rejected',
  'status.app-disabled': 'Zoom app deactivated',
  'status.owner-gone': 'Zoom app deactivated',
  'status.subscription': 'Event subscription not found',
  'status.scope': 'Zoom app lacks a scope',
  'status.agent-scope': 'Zoom app lacks a scope',
  'status.agent-not-found': 'Zoom Phone user not found',
  'status.agent-needs-account': 'Zoom Phone user not found',
  'status.unconfigured': 'Not set up yet',

  'connection.connecting': 'Connecting to Zoom…',
  'connection.connected': 'Connected. Your incoming calls will appear.',
  'connection.everyone': 'Connected. Every call in the account will appear (no user selected).',
  'connection.degraded':
    'A call at {{time}} didn’t reach Chakushin. Ask your Zoom administrator to add the event “Callee phone is ringing” (phone.callee_ringing). Until then, watch the Zoom app.',
  'connection.refused': '{{sentence}} Calls won’t appear until this is fixed.',
  'connection.unconfigured':
    'No Zoom account is connected yet. Finish Setup (in the terminal, set the ZOOM_… variables).',
  'connection.listening':
    'Listening on {{address}}, but nothing has arrived from Zoom yet. Validate the endpoint in the Zoom App Marketplace, or make a test call to yourself.',
  'status.websocket': 'WebSocket not connected',
  'status.webhook': 'Webhook not receiving events',
  'beside.websocket': 'WebSocket: {{sentence}}',
  'beside.webhook': 'Webhook: {{sentence}}',
  'connection.retry':
    '{{sentence}} Calls won’t appear until the connection is back. Retrying in {{seconds}} s.',
  'cause.network': 'Can’t reach Zoom. Check your network connection.',
  'cause.proxy':
    'This network’s proxy is blocking the connection to Zoom. Ask your network administrator to allow zoom.us and its subdomains on port 443 without proxy sign-in. If you set HTTPS_PROXY, check its value.',
  'cause.certificate':
    'The connection to Zoom isn’t trusted. This network may inspect encrypted traffic, or this computer’s clock is wrong. Check the clock, then ask your network administrator for the certificate and add it in Settings (“Additional certificates”).',
  'cause.closed': 'Zoom closed the connection.',
  'cause.broken': 'The connection to Zoom was lost.',
  'cause.silent': 'No response from Zoom for one minute. Reconnecting.',
  'cause.no-welcome': 'Zoom didn’t confirm the connection in time.',
  'cause.turned-away':
    'Zoom rejected a connection that worked before ({{detail}}). If this keeps happening, ask your Zoom administrator whether the event subscription still exists.',
  'cause.evicted':
    'Another client is using this event subscription, and Zoom allows only one at a time. Close the other client, or give each its own subscription.',
  'cause.rate-limited': 'Zoom is limiting requests because this account has sent too many.',
  'cause.port-taken':
    'Another program is using {{detail}}. Close it, or choose another port (--port, or “webhook.port” in settings.json).',
  'cause.cannot-listen':
    'Can’t listen on {{detail}}. Check the address (--host and --port, or “webhook” in settings.json) and whether this user is allowed to use it.',
  'cause.zoom-trouble': 'Zoom reported a server error ({{detail}}).',
  'cause.zoom-refused':
    'Zoom refused to look up the Zoom Phone user ({{detail}}). If this keeps happening, show this message to your Zoom administrator.',
  'cause.internal': 'Chakushin ran into an error while connecting ({{detail}}). Please report it.',
  'refused.credentials':
    'Zoom doesn’t accept these credentials ({{detail}}). Check the account ID, client ID, and client secret.',
  'refused.grant': 'Zoom doesn’t allow this kind of sign-in ({{detail}}). Use a Server-to-Server OAuth app.',
  'refused.app-disabled':
    'The Zoom app is deactivated ({{detail}}). Ask your Zoom administrator to activate it in the Zoom App Marketplace.',
  'refused.owner-gone':
    'The owner of the Zoom app no longer exists ({{detail}}). Ask your Zoom administrator to create the app again.',
  'refused.subscription':
    'Zoom accepts the app but not this event subscription ({{detail}}). Check the subscription ID in the Zoom App Marketplace: Manage > your app > Feature > Event Subscriptions.',
  'refused.scope':
    'The Zoom app isn’t allowed to receive call events ({{detail}}). Ask your Zoom administrator to add the scope phone:read:call:admin and activate the app again.',
  'refused.agent-not-found':
    'Zoom has no phone user “{{detail}}”. Check the email address, user ID, or extension under “Zoom Phone user” in Settings.',
  'refused.agent-needs-account':
    'Looking up “{{detail}}” requires the Zoom app’s credentials. Set ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID, and ZOOM_CLIENT_SECRET, or use the extension instead.',
  'refused.agent-scope':
    'The Zoom app isn’t allowed to look up users ({{detail}}). Add the scopes user:read:user:admin and phone:read:user:admin, or use the extension instead.',

  'away.calls_one': '{{count}} call came in while Chakushin was offline',
  'away.calls_other': '{{count}} calls came in while Chakushin was offline',

  'notice.frame-too-large': 'Skipped a {{bytes}}-byte message from Zoom: it’s too large to be a call event.',
  'notice.invalid-frame':
    'Skipped an unreadable message from Zoom ({{bytes}} bytes, not valid JSON). Later calls aren’t affected.',
  'notice.invalid-event': 'Skipped a phone event from Zoom: {{why}}. Later calls aren’t affected.',
  'notice.invalid-field': 'An event from Zoom had invalid values in {{fields}}. The rest of it is shown.',
  'notice.lookup-failed': '{{connector}}: {{why}}',
  'notice.setting-missing':
    '{{name}} isn’t set. Chakushin needs all four values: account ID, client ID, client secret, and subscription ID.',
  'notice.setting-unusable':
    '“{{name}}” has a value that isn’t valid, so it’s being ignored. Correct it in Settings.',
  'notice.setting-not-https':
    '{{name}} must be an encrypted address (https or wss). Unencrypted addresses are allowed only for this computer.',
  'notice.settings-file-unusable':
    'Couldn’t read {{name}}. Check that it’s valid JSON and that you have permission to read it. Default settings apply until then.',
  'notice.internal-error':
    'Something went wrong in Chakushin ({{reason}}). It’s still running. Please report this.',
  'notice.unsafe-link': 'The record wasn’t opened because its link isn’t an https address.',
  'notice.webhook-secret-missing':
    '{{name}} isn’t set. Find it in the Zoom App Marketplace: Manage > your app > Feature > Secret Token.',
  'notice.webhook-refused':
    'Rejected a webhook request: {{why}} ({{bytes}} bytes). Calls from Zoom aren’t affected.',
  'notice.webhook-flood_one': 'Rejected {{count}} more webhook request in the last minute.',
  'notice.webhook-flood_other':
    'Rejected {{count}} more webhook requests in the last minute. Calls from Zoom aren’t affected. If this continues, configure your reverse proxy to accept only requests from Zoom.',
  'notice.launch-link-refused':
    'Ignored a launch link: {{why}}. The call appears only if Zoom also reports it another way. Check the URL in the Zoom app’s phone settings: chakushin://ring?number=…&name=…',
  'notice.rang-away': 'Calls received while offline: {{count}}. They’re listed in the history.',
  'notice.history-scope':
    'Calls received while Chakushin is offline can’t be listed: the Zoom app lacks the scope phone:read:list_call_logs:admin. Live calls aren’t affected.',
  'notice.history-unreadable':
    'Couldn’t read Zoom’s call history ({{detail}}). Calls received while offline aren’t listed yet. Chakushin will try again automatically.',
  'notice.history-unreachable':
    'Can’t reach Zoom’s call history. Calls received while offline aren’t listed yet. Chakushin will try again automatically.',
  'notice.history-damaged':
    'The call history file was damaged. It was kept as {{file}}, and a new one was created. Live calls aren’t affected, and recent missed calls will be read from Zoom again.',
  'notice.history-unwritable':
    'Couldn’t save the call history ({{reason}}). Calls are kept until Chakushin quits. Check the free disk space and the folder’s permissions, and close any other program that has the file open. Chakushin will try again automatically.',
  'notice.history-newer':
    'The call history file was created by a newer version of Chakushin. It’s left unchanged, and no calls are being saved. Update Chakushin.',
  'notice.ca-file-missing':
    'The file of “Additional certificates” (network.caFile) can’t be found. Without it, Zoom may be unreachable from this network.',
  'notice.ca-file-unusable':
    'The file of “Additional certificates” (network.caFile) can’t be read or contains something other than certificates. Use PEM certificates (“-----BEGIN CERTIFICATE-----”) or a single DER certificate.',
  'notice.contacts-missing': '{{file}} can’t be found. Put it back, or choose another contacts file.',
  'notice.contacts-unreadable':
    '{{file}} can’t be read ({{cause}}). Close any program that’s using it, and check its permissions. Chakushin will try again automatically.',
  'notice.contacts-too-large':
    '{{file}} is larger than {{limitMb}} MB. Export only the columns and people you need.',
  'notice.contacts-empty': '{{file}} contains no contacts. Export it again.',
  'notice.contacts-binary': '{{file}} isn’t a text file. Save the spreadsheet as “CSV UTF-8”.',
  'notice.contacts-truncated':
    '{{file}} ends in the middle of the entry that starts on line {{line}}. Export it again, or add the missing quote. The previously loaded contacts stay in use.',
  'notice.contacts-incomplete':
    '{{file}} ends in the middle of the entry that starts on line {{line}}. The entries before it are used. Export it again.',
  'notice.contacts-encoding': 'The characters of {{file}} can’t be recognized. Save the file as “CSV UTF-8”.',
  'notice.contacts-no-such-column':
    '{{file}} has no column “{{column}}”. Choose the columns of the contacts file again.',
  'notice.contacts-no-header':
    '{{file}} has no recognizable header row. Put column names in the first row, such as Name and Phone.',
  'notice.contacts-no-phone-column': '{{file}} has no phone number column. Name one “Phone”.',
  'notice.contacts-no-name-column': '{{file}} has no name or company column. Name one “Name”.',
  'notice.contacts-no-cards': '{{file}} contains no vCards. Export the contacts as vCard again.',
  'notice.contacts-bad-number':
    '{{file}}, line {{line}}: “{{column}}” isn’t a valid phone number. Correct it. Other numbers are still used.',
  'notice.contacts-bad-url':
    '{{file}}, line {{line}}: the link in “{{column}}” was skipped. Only https:// links without a password can be opened.',
  'notice.contacts-bad-row':
    '{{file}}, line {{line}}: the row doesn’t match the header. Put quotes around cells that contain commas or quotes.',
  'notice.contacts-bad-card': '{{file}}, line {{line}}: skipped a damaged vCard entry. Export it again.',
  'notice.contacts-bad-line':
    '{{file}}, line {{line}}: skipped a damaged line. The rest of the entry is used.',
  'notice.contacts-bad-text':
    '{{file}}, line {{line}}: some characters are damaged and aren’t shown. Correct them, or export the file again.',
  'notice.contacts-no-name': '{{file}}, line {{line}}: this number has no name or company. Add one.',
  'notice.contacts-more-problems': '{{file}}: {{count}} more lines have problems.',
  'why.webhook-method': 'it wasn’t a POST request',
  'why.webhook-path': 'the path was wrong',
  'why.webhook-type': 'it wasn’t sent as JSON',
  'why.webhook-too-large': 'it was larger than any call event',
  'why.webhook-unsigned': 'it had no signature',
  'why.webhook-signature': 'its signature was wrong; if this continues, check ZOOM_WEBHOOK_SECRET_TOKEN',
  'why.webhook-too-old':
    'its timestamp was more than five minutes off; if this continues, check this computer’s clock',
  'why.webhook-replayed': 'it had already been received',
  'why.webhook-not-json': 'it couldn’t be read (not JSON, or HTTPS sent to a plain HTTP port)',
  'why.webhook-timeout': 'it didn’t finish arriving in time',
  'why.link-unknown': 'its action isn’t “ring”, or it has parameters other than “number” and “name”',
  'why.link-number': 'its number isn’t a phone number',
  'why.link-placeholder': 'the number is still a placeholder, which means Zoom didn’t recognize it',
  'why.link-too-many': 'too many links arrived at once; more will be ignored for a moment',
  'why.connector-slow': 'No response within four seconds.',
  'why.connector-unreachable': 'Can’t be reached. Check your network connection.',
  'why.connector-signed-out':
    'Not signed in yet. Sign in on the “Contacts and CRM” page (in the terminal: npm run -s cli -- sign-in).',
  'why.connector-credentials':
    'The sign-in is no longer accepted. Sign in again on the “Contacts and CRM” page.',
  'why.connector-forbidden':
    'This sign-in isn’t allowed to read contacts. Ask your CRM administrator for access.',
  'why.connector-not-found':
    'The CRM doesn’t recognize the address, app, or object in its settings. Check them on the “Contacts and CRM” page.',
  'why.connector-no-phone-field':
    'No searchable phone number field found. Enter the fields for this CRM under “Contacts and CRM”.',
  'why.connector-rate-limited': 'The CRM is limiting requests. Chakushin will try again shortly.',
  'why.connector-fault': 'The CRM reported a server error. Chakushin will try again shortly.',
  'why.connector-other-records':
    'The CRM returned records for other numbers, so they were ignored. Its search isn’t working; tell your CRM administrator.',
  'why.connector-not-understood': 'The response couldn’t be understood. Please report this.',
  'why.not-an-event': 'it has no event name',
  'why.no-call-id': 'it has no call_id',

  'oauth.page.received': 'Chakushin received a response from {{name}}',
  'oauth.page.declined': '{{name}} didn’t allow the sign-in',
  'oauth.page.foreign': 'Chakushin isn’t expecting this sign-in',
  'oauth.page.close': 'You can close this tab. Go back to Chakushin to see the result.',
  'oauth.page.again': 'Close this tab and start the sign-in again.',
  'oauth.why.port-taken':
    'Another program is using port {{port}} on this computer, which the browser needs to return to. Close that program and try again. Or change the sign-in port of this CRM (redirectPort), and register {{redirect}} with that port in {{name}}.',
  'oauth.why.cannot-listen':
    'Chakushin can’t listen on port {{port}} of this computer, which the browser needs to return to. Change the sign-in port of this CRM (redirectPort), and register {{redirect}} with that port in {{name}}.',
  'oauth.why.declined': '{{name}}: the sign-in was canceled or denied in the browser. Nothing was stored.',
  'oauth.why.refused':
    '{{name}} rejected the sign-in ({{detail}}). Check that the client ID, the scopes, and the redirect URI {{redirect}} match the app registered there.',
  'oauth.why.given-up': 'The sign-in to {{name}} timed out. Nothing was stored.',
  'oauth.why.signed-out': 'The sign-in to {{name}} is no longer valid ({{detail}}). Sign in again.',
  'oauth.why.client':
    '{{name}} didn’t issue a refresh token ({{detail}}). Check that the client ID and client secret match the app registered there. The app must be allowed to use refresh tokens, with the redirect URI {{redirect}}.',
  'oauth.why.rate-limited': '{{name}} is limiting requests ({{detail}}). Try again in ten minutes.',
  'oauth.why.fault': '{{name}} reported a server error ({{detail}}). Try again later.',
  'oauth.why.not-understood':
    'The response from {{name}} couldn’t be understood ({{detail}}). Check its address in the settings.',
  'oauth.why.unreachable':
    'Can’t reach {{name}} ({{detail}}). Check the network connection, the proxy, and the address in the settings.',

  'curtain.caller': 'Hidden while the screen is locked',
  'curtain.recent': 'Hidden while the screen is locked',

  'soundFile.missing': 'This file can’t be found. Choose another one.',
  'soundFile.unreadable': 'This file can’t be read. Check its permissions, or choose another one.',
  'soundFile.too-large': 'This file is larger than 10 MB. Choose a shorter sound.',
  'soundFile.not-a-sound': 'This file can’t be played. Choose a WAV, MP3, Ogg, Opus, FLAC, M4A, or AAC file.',
  'notice.sound-failed':
    'The sound for a call couldn’t be played, but the card was shown. Choose another sound in Settings.',

  'notice.shortcut-unusable':
    '{{keys}} can’t be used as the shortcut for “{{why}}”. Combine Ctrl, Alt, or the Windows key (Command on a Mac) with a letter, number, or other key. Function keys also work on their own.',
  'notice.shortcut-everyday':
    '{{keys}} isn’t used as the shortcut for “{{why}}” because it would stop working in every other app. Choose another combination in Settings.',
  'notice.shortcut-twice':
    '{{keys}} is set for two actions, so it doesn’t work for “{{why}}”. Choose another combination in Settings.',
  'notice.shortcut-taken':
    '{{keys}} doesn’t work for “{{why}}” because another app or the system uses it. Choose another combination in Settings, or free this one up there.',
  'why.shortcut-focus': 'Focus the card',
  'why.shortcut-copy': 'Copy the number',
  'why.shortcut-open': 'Open the record',
  'why.shortcut-close': 'Close the card',
  'why.shortcut-pause': 'Pause call cards',

  'notice.notification-unsupported':
    'Chakushin can’t show notifications on this system, so calls appear only on the card. On Linux, you may need to install a notification service.',
  'notice.notification-failed':
    'The system didn’t show the notification for a call. Allow notifications from Chakushin in the system settings.',
  'notice.notification-not-shown':
    'The notification for a call didn’t appear within ten seconds. In the system settings, check that notifications from Chakushin are allowed and that {{quiet}} is off.',

  'notice.start-at-login-failed':
    'Couldn’t change whether Chakushin starts when you sign in. Change it in the system settings, under Startup apps (Windows) or Login Items (Mac).',
  'notice.start-at-login-not-packaged':
    'Only an installed Chakushin can start when you sign in. This one is running from source code.',
} as const;
