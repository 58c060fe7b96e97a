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

  'check.what.settings': 'Settings',
  'check.what.keychain': "The system's keychain",
  'check.what.proxy-and-certificates': 'Proxy and certificates',
  'check.what.token': 'Sign-in to Zoom',
  'check.what.scopes': 'Rights of the Zoom app',
  'check.what.agent': 'Agent',
  'check.what.websocket': 'Connection for call events',
  'check.what.webhook': 'Webhook',
  'check.what.call-history': "Zoom's call history",
  'check.what.clock': "This computer's clock",
  'check.what.contacts': 'Contacts file',
  'check.what.connectors': 'CRMs',
  'check.what.database': 'File of past calls',
  'check.skipped.account':
    '{{what}}: not checked, because the settings of the Zoom account are missing or cannot be used.',
  'check.skipped.unreachable': '{{what}}: not checked, because Zoom cannot be reached at all.',
  'check.skipped.way': '{{what}}: not checked, because the way to Zoom is blocked or not trusted.',
  'check.skipped.token': '{{what}}: not checked, because the sign-in to Zoom did not succeed.',
  'check.skipped.agent': '{{what}}: not checked, because it is not known who the agent is.',
  'check.took-too-long': '{{what}}: there was no result within {{seconds}} seconds.',
  'check.settings.ok': 'The settings can be used, and a Zoom account is set up.',
  'check.keychain.ok': "The system's keychain can be reached.",
  'check.keychain.no-library': 'The part of the system by which programs reach the keychain is missing.',
  'check.keychain.no-service': 'No keychain answers in this session.',
  'check.keychain.locked': "The system's keychain is locked.",
  'check.keychain.timed-out':
    "The system's keychain gives no answer; perhaps it waits for its password in a window that nobody sees.",
  'check.keychain.spare':
    '{{sentence}} It is not needed now: the client secret comes from the variable ZOOM_CLIENT_SECRET.',
  'check.way.ok': 'Zoom answers and the connection is trusted: no proxy or certificate stands in the way.',
  'check.token.ok': 'Zoom accepts the account id, client id and client secret.',
  'check.scopes.ok': 'The Zoom app has the rights that Chakushin needs: {{granted}}.',
  'check.scopes.missing': 'The Zoom app lacks rights that Chakushin needs: {{scopes}}. It has: {{granted}}.',
  'check.scopes.more': 'The Zoom app has the rights that Chakushin needs, and more than needed: {{scopes}}.',
  'check.scopes.unknown': 'Zoom does not tell which rights the app has.',
  'check.agent.ok': 'The calls of extension {{extension}} are shown.',
  'check.agent.no-extension': 'Zoom knows the agent, who has no extension; calls are recognised by the user.',
  'check.agent.everyone': 'No agent is set: every call of the account is shown.',
  'check.websocket.ok': 'The connection for call events works; Zoom answered after {{ms}} ms.',
  'check.websocket.none': 'Connection for call events: not set up, since the webhook is.',
  'check.webhook.none': 'Webhook: not set up, and not needed beside the connection for call events.',
  'check.webhook.ok':
    'The webhook can listen at {{address}}. Whether Zoom reaches it shows when the endpoint is validated in the Marketplace.',
  'check.webhook.taken': 'Something listens at {{address}} already. If that is Chakushin, all is well.',
  'check.websocket.mute': 'Zoom accepted the connection for call events, but then gave no sign of life.',
  'check.call-history.ok': "Zoom's call history can be read; entries of today: {{entries}}.",
  'check.clock.ok': "This computer's clock agrees with Zoom's (difference: {{seconds}} s).",
  'check.clock.ahead': "This computer's clock is {{seconds}} s fast. Chakushin allows for it.",
  'check.clock.behind': "This computer's clock is {{seconds}} s slow. Chakushin allows for it.",
  'check.clock.far-ahead':
    "This computer's clock is {{seconds}} s fast. Calls still appear, but their times are wrong, and secure connections may soon fail.",
  'check.clock.far-behind':
    "This computer's clock is {{seconds}} s slow. Calls still appear, but their times are wrong, and secure connections may soon fail.",
  'check.clock.unknown': 'Zoom did not tell the time, so the clock could not be compared.',
  'check.connectors.ok': 'Every CRM of the settings answers: {{names}}.',
  'check.connectors.none': 'No CRM is set up.',
  'check.contacts.ok': 'The contacts file was read; people: {{people}}, phone numbers: {{numbers}}.',
  'check.contacts.none': 'No contacts file is set: cards show what Zoom knows of the caller.',
  'check.database.ok': 'Past calls can be saved.',

  'remedy.settings':
    'Correct this in the settings of the app, in settings.json, or in the variable that is named (README, "All variables"), then check again.',
  'remedy.account':
    'Have an administrator create a Zoom app once (README, "Connect a real Zoom account") and enter its four values in the settings of the app or in the ZOOM_… variables.',
  'remedy.keychain.no-library':
    'On Linux install libsecret (Debian and Ubuntu: package libsecret-1-0; Fedora: libsecret). On Windows and macOS install Chakushin again.',
  'remedy.keychain.no-service':
    'Sign in to a desktop session. On Linux a keychain must run there, such as GNOME Keyring or KWallet.',
  'remedy.keychain.locked':
    "Unlock it: open the system's password program and enter its password, or sign out and in again.",
  'remedy.keychain.timed-out':
    "Look for a window that asks for the keychain's password, perhaps behind others, and answer it; then check again.",
  'remedy.ca-file':
    'Ask the network administrator for the certificate file and enter it in the settings ("network.caFile" in settings.json); leave the setting empty if the network needs none.',
  'remedy.network':
    'Open https://zoom.us in a browser on this computer. If that fails too, mend the network; if it works, ask the network administrator whether programs reach zoom.us, api.zoom.us and ws.zoom.us.',
  'remedy.proxy':
    'The addresses are zoom.us, api.zoom.us and ws.zoom.us, the last one for WebSocket. In the terminal the proxy comes from the variables https_proxy and no_proxy: check them as well.',
  'remedy.certificate':
    'Compare the clock with another one. If it is right, save the certificate as a PEM file and enter it in the settings ("network.caFile" in settings.json).',
  'remedy.closed': 'Check again. If it stays, see whether another program uses the same event subscription.',
  'remedy.broken':
    'Check again. If it stays, ask the network administrator whether a firewall cuts WebSocket connections to ws.zoom.us.',
  'remedy.silent':
    'Check again. If it stays, ask the network administrator whether a proxy or firewall holds back WebSocket connections to ws.zoom.us.',
  'remedy.no-welcome':
    'Check again. If it stays, see https://status.zoom.us, and ask the network administrator whether a proxy holds back WebSocket connections to ws.zoom.us.',
  'remedy.turned-away':
    'Check again in a minute. If it stays, have an administrator look at Event Subscriptions in the Zoom App Marketplace.',
  'remedy.evicted':
    'Find the other computer or program with the same subscription id, and create an event subscription of its own for each.',
  'remedy.rate-limited':
    'Wait a few minutes and check again. Other programs on the same Zoom account count too.',
  'remedy.port-taken': 'End the other program, or choose another port.',
  'remedy.cannot-listen': 'Choose another address or port.',
  'remedy.agent-needs-account':
    "Enter the credentials of the Zoom app in the settings or the ZOOM_… variables, or give the agent's extension.",
  'remedy.internal': 'Please report this with these results.',
  'remedy.zoom-trouble': 'See https://status.zoom.us, and check again later.',
  'remedy.credentials':
    'Copy all three anew from the Zoom App Marketplace (Manage, your app, App Credentials), without spaces before or after them.',
  'remedy.grant':
    'Have an administrator create an app of the type "Server-to-Server OAuth" in the Zoom App Marketplace and enter its four values.',
  'remedy.app-disabled':
    'Have an administrator open the app in the Zoom App Marketplace (Manage, your app, Activation) and activate it.',
  'remedy.owner-gone':
    'Have an administrator who stays create the app anew (README, "Connect a real Zoom account") and enter its four values.',
  'remedy.subscription':
    'Copy the endpoint address of the subscription anew (its delivery method must be WebSocket, and it must be of this same app), and enter it as the subscription id in the settings (in the terminal: the variable ZOOM_SUBSCRIPTION_ID).',
  'remedy.scope': 'Scopes are in the Zoom App Marketplace under Manage, your app, Scopes.',
  'remedy.agent-not-found':
    'Compare the agent in the settings (in the terminal: the variable ZOOM_AGENT) with the list of users in the Zoom web portal. The person must have a Zoom Phone licence.',
  'remedy.agent-scope':
    'Scopes are in the Zoom App Marketplace under Manage, your app, Scopes. The extension goes into the agent setting (in the terminal: the variable ZOOM_AGENT).',
  'remedy.scopes.missing':
    'Have an administrator add them in the Zoom App Marketplace (Manage, your app, Scopes) and activate the app again.',
  'remedy.scopes.more':
    'Have an administrator remove them in the Zoom App Marketplace (Manage, your app, Scopes): whoever gets hold of the client secret has all these rights.',
  'remedy.history-unreadable':
    'Check again in a minute: right after a call Zoom needs some seconds. Otherwise see https://status.zoom.us.',
  'remedy.history-unreachable':
    'Check the network, and ask its administrator whether programs reach api.zoom.us.',
  'remedy.clock': "Switch on automatic date and time in the system's settings.",
  'remedy.connectors':
    'Correct the CRM in the settings ("connectors" in settings.json), or sign in to it anew there (in the terminal: “npm run -s cli -- sign-in”). Calls are shown all the same.',
  'remedy.contacts':
    'Correct the file, or choose another one in the settings (in the terminal: the variable CHAKUSHIN_CONTACTS), then check again.',
  'remedy.history-damaged':
    'Nothing more is to be done now. If it happens again, have the disk of this computer checked.',
  'remedy.history-unwritable':
    "Free some disk space, and make sure that you may write to the folder where Chakushin's settings are.",
  'remedy.history-newer': 'Install the newest version of Chakushin on this computer.',
  'remedy.took-too-long': 'Check again. If it stays, restart the computer, and tell your administrator.',
  'remedy.internal-error': 'Check again. If it stays, please report it with these results.',

  'cli.lookup.no-number':
    '"{{text}}" is no phone number. Write it as it is dialled, or with its country: 090-1234-5678, +81 90 1234 5678.',
  'cli.lookup.no-contacts':
    'No contacts file is set. Name a CSV or vCard file in the variable CHAKUSHIN_CONTACTS or the setting "contacts" (settings.json), or add --demo for the sample contacts.',
  'cli.lookup.skipped': 'Extensions and withheld numbers are not looked up in the contacts.',
  'cli.lookup.late':
    'The contacts file was not read in time. Allow more seconds with --for, or leave --for out.',
  'cli.simulate.ready':
    'A simulated Zoom listens on 127.0.0.1, port {{port}}. Paste the variables into another terminal and start "npm run -s cli -- websocket", "npm run -s cli -- webhook" or "npm start" there.',
  'cli.simulate.webhook-valid': 'Events are posted to {{url}} as well.',
  'cli.simulate.webhook-status':
    'What listens at {{url}} refuses the simulated Zoom: no events are posted there.',
  'cli.simulate.webhook-wrong-answer':
    'What listens at {{url}} is no webhook, or has another ZOOM_WEBHOOK_SECRET_TOKEN: no events are posted there.',
  'cli.simulate.enter':
    'Press Enter to play "{{scenario}}", or type the name of a scenario and press Enter (simulate --list names them all). Ctrl+C ends it.',
  'cli.simulate.waiting': 'The scenario is played as soon as a client has connected. Ctrl+C ends it.',
  'cli.simulate.playing': 'Playing: {{title}}',
  'cli.simulate.nobody':
    'No client is connected, so nobody sees this ring; it is in the simulated call history.',
  'cli.simulate.no-scenario': 'There is no scenario "{{name}}". "simulate --list" names them all.',
  'cli.simulate.nearest':
    'There is no scenario "{{name}}": did you mean {{near}}? "simulate --list" names them all.',
  'cli.simulate.port-taken':
    'Port {{port}} is taken by another program. Choose another one with --port, or leave --port out to get one that is free.',
  'cli.simulate.port-refused':
    'Port {{port}} cannot be used ({{cause}}). Choose one above 1023 with --port, or leave --port out to get one that is free.',

  'cli.sign-in.no-demo':
    'The demo needs no sign-in. Leave --demo out to sign in to the CRMs of your settings.',
  'cli.sign-in.none':
    'No CRM that wants a sign-in is set up. Name one under "connectors" in settings.json (docs/connectors.md).',
  'cli.sign-in.unknown': 'settings.json has no connector "{{id}}". "sign-in" alone lists them all.',
  'cli.sign-in.nearest':
    'settings.json has no connector "{{id}}": did you mean {{near}}? "sign-in" alone lists them all.',
  'cli.sign-in.unknown-type':
    'Connector "{{id}}" in settings.json: there is no type "{{type}}". The types are: {{types}}.',
  'cli.sign-in.wrong-settings':
    'Connector "{{id}}" in settings.json cannot be used: something is missing or wrong there (docs/connectors.md).',
  'cli.sign-in.not-needed': '{{name}} needs no sign-in.',
  'cli.sign-in.by-secret': 'with a token',
  'cli.sign-in.by-browser': 'in the browser',
  'cli.sign-in.signed-in': 'stored in the keychain',
  'cli.sign-in.not-signed-in': 'not signed in',
  'cli.sign-in.not-known': 'not known',
  'cli.sign-in.from-variable': 'from the variable {{variable}}',
  'cli.sign-in.variable': '{{name}}: the variable {{variable}} is set and counts more than the keychain.',
  'cli.sign-in.ask-secret': 'Paste the token for {{name}} and press Enter. It is not shown.',
  'cli.sign-in.ask-client-secret':
    'Paste the client secret of the app that is registered at {{name}}, and press Enter. It is not shown.',
  'cli.sign-in.ask-client-secret-again':
    'Paste the client secret of the app that is registered at {{name}}, and press Enter. It is not shown. Enter alone keeps the one that is stored.',
  'cli.sign-in.empty': 'Nothing was entered, so nothing was stored.',
  'cli.sign-in.unusable':
    'That cannot be a token: it holds control characters. Copy it anew. Nothing was stored.',
  'cli.sign-in.open': 'Sign in to {{name}} at this address, within five minutes:',
  'cli.sign-in.stored': "{{name}}: stored in the system's keychain.",
  'cli.sign-in.removed':
    "{{name}}: removed from the system's keychain. At {{name}} itself it stays valid until it is taken back there.",
  'cli.sign-in.nothing-stored': "{{name}}: there was nothing in the system's keychain.",

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

  'cli.report.no-numbers': '"{{file}}" holds no phone number.',
  'cli.report.no-text': 'it is no text file, or was cut off',
  'cli.report.unreadable': '"{{file}}" cannot be read ({{cause}}).',
  'cli.report.exists':
    '"{{file}}" is there already and is not overwritten. Name a file that is not there yet.',
  'cli.report.unwritable': '"{{file}}" cannot be written ({{cause}}).',
  'cli.report.progress': '{{done}} of {{total}} numbers asked',
  'cli.report.rest': '{{connector}} asks for fewer requests: it is asked again in {{seconds}} s.',
  'report.numbers': 'numbers',
  'report.calls': 'calls',
  'report.asked': 'asked',
  'report.exact': 'match exactly',
  'report.national': 'match only nationally',
  'report.weak': 'match perhaps',
  'report.none': 'nobody has the number',
  'report.unanswered': 'not everyone could say',
  'report.several': 'several people match',
  'report.lines-without': 'Lines without a phone number: {{lines}}',
  'report.left': 'Stopped before the end: {{numbers}} numbers were not asked.',
  'report.connector': '{{connector}}: records with one of the numbers: {{records}}',
  'report.no-answer': '{{connector}}: numbers for which it could not say: {{numbers}}',
  'report.suggestions': '{{file}}: {{rows}} suggestions. Nothing was changed in any CRM.',
  'report.written.e164': '+819012345678',
  'report.written.international': '+81 90-1234-5678',
  'report.written.national': '09012345678',
  'report.written.hyphens': '090-1234-5678',
  'report.written.spaces': 'with spaces or dots',
  'report.written.brackets': 'with brackets',
  'report.written.full-width': 'full-width characters',
  'report.written.trunk-zero': 'both country code and 0',
  'report.written.dialled': '00 or 010 instead of a plus',
  'report.written.no-trunk': 'without the 0 at its beginning',
  'report.written.no-plus': 'country code without a plus',
  'report.written.no-country': 'foreign number without its country',
  'report.written.several': 'several numbers in one field',
  'report.written.words': 'with an extension or words',
  'report.written.part': 'part of the number',
  'report.written.other': 'with unusual marks',
  'report.advice.spaces_one':
    '{{connector}}: {{count}} record holds its number with spaces or dots. Write it with hyphens or as +81….',
  'report.advice.spaces_other':
    '{{connector}}: {{count}} records hold their number with spaces or dots. Write it with hyphens or as +81….',
  'report.advice.brackets_one':
    '{{connector}}: {{count}} record holds its number with brackets. Write it with hyphens or as +81….',
  'report.advice.brackets_other':
    '{{connector}}: {{count}} records hold their number with brackets. Write it with hyphens or as +81….',
  'report.advice.full-width_one':
    '{{connector}}: {{count}} record holds full-width characters in its number. Write it with half-width ones.',
  'report.advice.full-width_other':
    '{{connector}}: {{count}} records hold full-width characters in their number. Write it with half-width ones.',
  'report.advice.trunk-zero_one':
    '{{connector}}: {{count}} record holds both the country code and the 0 that it stands for. Leave the 0 out.',
  'report.advice.trunk-zero_other':
    '{{connector}}: {{count}} records hold both the country code and the 0 that it stands for. Leave the 0 out.',
  'report.advice.dialled_one':
    '{{connector}}: {{count}} record holds 00 or 010 before the country code. Write a plus instead.',
  'report.advice.dialled_other':
    '{{connector}}: {{count}} records hold 00 or 010 before the country code. Write a plus instead.',
  'report.advice.no-trunk_one':
    '{{connector}}: {{count}} record has lost the 0 at the beginning of its number. Put it back; a spreadsheet may have taken it for a quantity.',
  'report.advice.no-trunk_other':
    '{{connector}}: {{count}} records have lost the 0 at the beginning of their number. Put it back; a spreadsheet may have taken it for a quantity.',
  'report.advice.no-plus_one':
    '{{connector}}: {{count}} record holds the country code without a plus. Put the plus before it.',
  'report.advice.no-plus_other':
    '{{connector}}: {{count}} records hold the country code without a plus. Put the plus before it.',
  'report.advice.no-country_one':
    '{{connector}}: {{count}} record holds a foreign number without its country. Write it with a plus and the country code; until then it only matches nationally.',
  'report.advice.no-country_other':
    '{{connector}}: {{count}} records hold a foreign number without its country. Write it with a plus and the country code; until then it only matches nationally.',
  'report.advice.several_one':
    '{{connector}}: {{count}} record holds several numbers in one field. Give each number a field of its own.',
  'report.advice.several_other':
    '{{connector}}: {{count}} records hold several numbers in one field. Give each number a field of its own.',
  'report.advice.words_one':
    '{{connector}}: {{count}} record holds an extension or words beside its number. Move these to a field of their own.',
  'report.advice.words_other':
    '{{connector}}: {{count}} records hold an extension or words beside their number. Move these to a field of their own.',
  'report.advice.part_one':
    '{{connector}}: {{count}} record holds only a part of the number, or more than it. Complete it; until then it only matches perhaps.',
  'report.advice.part_other':
    '{{connector}}: {{count}} records hold only a part of the number, or more than it. Complete it; until then it only matches perhaps.',
  'report.advice.other_one':
    '{{connector}}: {{count}} record holds its number with unusual marks. Write it with hyphens or as +81….',
  'report.advice.other_other':
    '{{connector}}: {{count}} records hold their number with unusual marks. Write it with hyphens or as +81….',

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
