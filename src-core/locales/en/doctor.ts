/** English: the doctor’s checks, remedies and report, and its page. */
export const doctorEn = {
  'doctor.lead': 'Checks everything needed for calls to reach your screen, step by step. Nothing is changed.',
  'doctor.running': 'Checking…',
  'doctor.summary.fine': 'No problems found. OK: {{fine}}. Skipped: {{skipped}}.',
  'doctor.summary.wrong_one': '{{count}} check needs your attention. OK: {{fine}}. Skipped: {{skipped}}.',
  'doctor.summary.wrong_other': '{{count}} checks need your attention. OK: {{fine}}. Skipped: {{skipped}}.',
  'doctor.state.fine': 'OK',
  'doctor.state.wrong': 'Needs attention',
  'doctor.state.skipped': 'Skipped',
  'doctor.state.running': 'Checking',
  'doctor.state.waiting': 'Waiting',
  'doctor.remedy': 'What to do',
  'doctor.run': 'Run again',
  'doctor.copy': 'Copy report',
  'doctor.saveLogs': 'Save logs…',
  'doctor.privacy':
    'You can send the report and logs to support as they are. They contain no secrets, and phone numbers and email addresses are masked.',
  'doctor.copied': 'Report copied. Paste it into your message to support.',
  'doctor.notDone': 'The checks are still running. You can copy the report when they’re done.',
  'doctor.logs.title': 'Save logs',
  'doctor.logs.saved': 'Logs saved.',
  'doctor.logs.none': 'There are no logs to save yet.',
  'doctor.logs.unreadable':
    'Couldn’t read the logs ({{code}}), so nothing was saved. On the About page, open the folder and check that you can read the files in “logs”.',
  'doctor.logs.full':
    'The logs weren’t saved because the disk is full. Free up space, or choose another disk.',
  'doctor.logs.denied':
    'The logs weren’t saved because Chakushin isn’t allowed to write there. Choose a folder of your own, such as Documents.',
  'doctor.logs.unwritable': 'Couldn’t save the logs there ({{code}}). Choose another folder and try again.',

  'check.what.settings': 'Settings',
  'check.what.keychain': 'Password storage ({{keychain}})',
  'check.what.proxy-and-certificates': 'Proxy and certificates',
  'check.what.token': 'Zoom sign-in',
  'check.what.scopes': 'Zoom app scopes',
  'check.what.agent': 'Zoom Phone user',
  'check.what.websocket': 'Call event connection',
  'check.what.webhook': 'Webhook',
  'check.what.call-history': 'Zoom call history',
  'check.what.clock': 'Computer clock',
  'check.what.contacts': 'Contacts file',
  'check.what.connectors': 'CRMs',
  'check.what.database': 'Call history file',
  'check.skipped.account': '{{what}}: skipped because the Zoom account settings are missing or not valid.',
  'check.skipped.unreachable': '{{what}}: skipped because Zoom can’t be reached.',
  'check.skipped.way': '{{what}}: skipped because the connection to Zoom is blocked or not trusted.',
  'check.skipped.token': '{{what}}: skipped because signing in to Zoom failed.',
  'check.skipped.agent': '{{what}}: skipped because the Zoom Phone user couldn’t be identified.',
  'check.took-too-long': '{{what}}: no result within {{seconds}} seconds.',
  'check.settings.ok': 'The settings are valid, and a Zoom account is set up.',
  'check.keychain.ok': 'The {{keychain}} is available.',
  'check.keychain.no-library': 'A system component that Chakushin needs to use the {{keychain}} is missing.',
  'check.keychain.no-service': 'No {{keychain}} is available in this session.',
  'check.keychain.locked': 'The {{keychain}} is locked.',
  'check.keychain.timed-out':
    'The {{keychain}} isn’t responding. It may be waiting for its password in a hidden window.',
  'check.keychain.spare':
    '{{sentence}} It isn’t needed right now because the client secret comes from the variable ZOOM_CLIENT_SECRET.',
  'check.way.ok': 'Zoom can be reached, and the connection is trusted.',
  'check.token.ok': 'Zoom accepted the account ID, client ID, and client secret.',
  'check.scopes.ok': 'The Zoom app has all the scopes it needs: {{granted}}.',
  'check.scopes.missing': 'The Zoom app is missing these scopes: {{scopes}}. It has: {{granted}}.',
  'check.scopes.more': 'The Zoom app has all the scopes it needs, plus some it doesn’t: {{scopes}}.',
  'check.scopes.unknown': 'Zoom doesn’t report which scopes the app has.',
  'check.agent.ok': 'Calls to extension {{extension}} will appear.',
  'check.agent.no-extension': 'This Zoom user has no extension, so calls are matched by user.',
  'check.agent.everyone': 'No user is selected: every call in the account will appear.',
  'check.websocket.ok': 'The call event connection works. Zoom responded in {{ms}} ms.',
  'check.websocket.none': 'Call event connection: not set up, because the webhook is used instead.',
  'check.webhook.none': 'No webhook is set up. You don’t need one while the call event connection is in use.',
  'check.webhook.ok':
    'The webhook can listen on {{address}}. To confirm that Zoom can reach it, validate the endpoint in the Zoom App Marketplace.',
  'check.webhook.taken': '{{address}} is already in use. If Chakushin is using it, everything is fine.',
  'check.websocket.mute': 'Zoom accepted the call event connection but then stopped responding.',
  'check.call-history.ok': 'Zoom’s call history can be read. Entries today: {{entries}}.',
  'check.clock.ok': 'This computer’s clock matches Zoom’s (difference: {{seconds}} s).',
  'check.clock.ahead': 'This computer’s clock is {{seconds}} s fast. Chakushin corrects for this.',
  'check.clock.behind': 'This computer’s clock is {{seconds}} s slow. Chakushin corrects for this.',
  'check.clock.far-ahead':
    'This computer’s clock is {{seconds}} s fast. Calls still appear, but with the wrong times, and secure connections may start to fail.',
  'check.clock.far-behind':
    'This computer’s clock is {{seconds}} s slow. Calls still appear, but with the wrong times, and secure connections may start to fail.',
  'check.clock.unknown': 'Zoom didn’t report the time, so the clock couldn’t be checked.',
  'check.connectors.ok': 'All CRMs responded: {{names}}.',
  'check.connectors.none': 'No CRM is set up.',
  'check.contacts.ok': 'The contacts file was loaded. People: {{people}}. Phone numbers: {{numbers}}.',
  'check.contacts.none': 'No contacts file is set. Cards show only what Zoom knows about the caller.',
  'check.database.ok': 'The call history can be saved.',

  'check.settings.none': 'No Zoom account is set up yet.',
  'check.token.wrong-client-secret':
    'Zoom doesn’t accept the client secret ({{detail}}). It’s wrong, or it was regenerated in the Marketplace.',
  'check.token.wrong-client':
    'Zoom doesn’t accept this client ID with this client secret ({{detail}}). One of them is wrong, or the app was deleted.',
  'check.token.wrong-account':
    'The client ID and client secret look right, but Zoom rejects the sign-in ({{detail}}). The account ID is most likely wrong.',
  'check.websocket.live':
    'Connected to Zoom since {{since}}. Last message {{frame}} s ago; last heartbeat response {{beat}} s ago. Connections today: {{connects}}.',
  'check.websocket.live-new':
    'Connected to Zoom since {{since}}. Waiting for the first heartbeat response. Connections today: {{connects}}.',
  'check.websocket.live-mute':
    'Connected to Zoom since {{since}}, but Zoom hasn’t responded to a heartbeat for {{beat}} s. Calls may not appear. Connections today: {{connects}}.',
  'check.websocket.live-connecting': 'Chakushin is connecting to Zoom.',
  'check.what.notifications': 'System notifications',
  'check.notifications.none': 'System notifications: skipped because only the app shows them.',
  'check.notifications.ok': 'Chakushin can show system notifications.',
  'check.notifications.not-needed':
    'System notifications aren’t needed on this system: calls appear on the card.',
  'check.notifications.denied':
    'Chakushin isn’t allowed to show notifications. Calls appear only on the card, or not at all if the card can’t stay on top.',
  'check.notifications.unsupported':
    'This system doesn’t support notifications. Calls appear only on the card, or not at all if the card can’t stay on top.',

  'remedy.settings':
    'Correct it in Settings, in settings.json, or in the variable named here, then run the checks again.',
  'remedy.account':
    'Ask a Zoom administrator to create the Zoom app once. Then enter its four values in Settings or in the ZOOM_… variables.',
  'remedy.keychain.no-library':
    'On Linux, install libsecret (Debian and Ubuntu: libsecret-1-0; Fedora: libsecret). On Windows and macOS, reinstall Chakushin.',
  'remedy.keychain.no-service':
    'Sign in to a desktop session. On Linux, a keyring such as GNOME Keyring or KWallet must be running.',
  'remedy.keychain.locked': 'Unlock the {{keychain}}, or sign out and back in.',
  'remedy.keychain.timed-out':
    'Look for a window that asks for the {{keychain}} password, possibly behind other windows. Enter the password, then run the checks again.',
  'remedy.ca-file':
    'Ask your network administrator for the certificate file and choose it in Settings under “Additional certificates” (network.caFile). If this network doesn’t need one, clear the setting.',
  'remedy.network':
    'Open https://zoom.us in a browser on this computer. If that also fails, fix the network connection. If it works, ask your network administrator whether apps can reach zoom.us, api.zoom.us, and ws.zoom.us.',
  'remedy.proxy':
    'Chakushin needs zoom.us, api.zoom.us, and ws.zoom.us (WebSocket). In the terminal, the proxy comes from the variables https_proxy and no_proxy; check those too.',
  'remedy.certificate':
    'Compare this computer’s clock with another one. If it’s right, save the certificate as a PEM file and choose it in Settings under “Additional certificates” (network.caFile).',
  'remedy.closed':
    'Run the checks again. If this keeps happening, check whether another program uses the same event subscription.',
  'remedy.broken':
    'Run the checks again. If this keeps happening, ask your network administrator whether a firewall is cutting WebSocket connections to ws.zoom.us.',
  'remedy.silent':
    'Run the checks again. If this keeps happening, ask your network administrator whether a proxy or firewall is blocking WebSocket connections to ws.zoom.us.',
  'remedy.no-welcome':
    'Run the checks again. If this keeps happening, check https://status.zoom.us. Ask your network administrator whether a proxy is blocking WebSocket connections to ws.zoom.us.',
  'remedy.turned-away':
    'Wait a minute, then run the checks again. If this keeps happening, ask a Zoom administrator to check Event Subscriptions in the Zoom App Marketplace.',
  'remedy.evicted':
    'Find the other computer or program that uses this subscription ID, and create a separate event subscription for each.',
  'remedy.rate-limited':
    'Wait a few minutes, then run the checks again. Requests from other programs on the same Zoom account count too.',
  'remedy.port-taken': 'Close the other program, or choose another port.',
  'remedy.cannot-listen': 'Choose another address or port.',
  'remedy.agent-needs-account':
    'Enter the Zoom app’s credentials in Settings or in the ZOOM_… variables, or use the user’s extension instead.',
  'remedy.internal': 'Please report this and include these results.',
  'remedy.zoom-trouble': 'Check https://status.zoom.us, then run the checks again later.',
  'remedy.zoom-refused':
    'Show Zoom’s message to your Zoom administrator. You can use the user’s extension instead, which needs no lookup.',
  'remedy.credentials':
    'Copy all three values again from the Zoom App Marketplace (Manage > your app > App Credentials). Make sure there are no spaces before or after them.',
  'remedy.grant':
    'Ask a Zoom administrator to create a Server-to-Server OAuth app in the Zoom App Marketplace, then enter its four values.',
  'remedy.app-disabled':
    'Ask a Zoom administrator to activate the app in the Zoom App Marketplace (Manage > your app > Activation).',
  'remedy.owner-gone':
    'Ask a Zoom administrator whose account will stay active to create the app again, then enter its four values.',
  'remedy.subscription':
    'Copy the subscription’s endpoint URL again and enter it as the subscription ID in Settings (in the terminal: ZOOM_SUBSCRIPTION_ID). The subscription must belong to this app and use the WebSocket delivery method.',
  'remedy.scope':
    'Ask your Zoom administrator to add the scope in the Zoom App Marketplace (Manage > your app > Scopes) and activate the app again.',
  'remedy.agent-not-found':
    'Compare “Zoom Phone user” in Settings (in the terminal: ZOOM_AGENT) with the user list in the Zoom web portal. The user needs a Zoom Phone license.',
  'remedy.agent-scope':
    'Ask your Zoom administrator to add the scope in the Zoom App Marketplace (Manage > your app > Scopes) and activate the app again. Or enter your extension under “Zoom Phone user” in Settings (in the terminal: ZOOM_AGENT).',
  'remedy.scopes.missing':
    'Ask a Zoom administrator to add them in the Zoom App Marketplace (Manage > your app > Scopes) and activate the app again.',
  'remedy.scopes.more':
    'Ask a Zoom administrator to remove them in the Zoom App Marketplace (Manage > your app > Scopes). Anyone who gets hold of the client secret can use every scope the app has.',
  'remedy.history-unreadable':
    'Wait a minute, then run the checks again: Zoom needs a few seconds after each call. If it still fails, check https://status.zoom.us.',
  'remedy.history-unreachable':
    'Check the network connection, and ask your network administrator whether apps can reach api.zoom.us.',
  'remedy.clock': 'Turn on automatic date and time in the system settings.',
  'remedy.connectors':
    'Correct the CRM’s settings on the “Contacts and CRM” page, or sign in to it again. In the terminal, use “connectors” in settings.json and npm run -s cli -- sign-in. Calls still appear.',
  'remedy.contacts':
    'Fix the file, or choose another one on the “Contacts and CRM” page (in the terminal: CHAKUSHIN_CONTACTS), then run the checks again.',
  'remedy.history-damaged':
    'Nothing more to do right now. If it happens again, have this computer’s disk checked.',
  'remedy.history-unwritable':
    'Free up disk space, and make sure you can write to the folder that holds Chakushin’s settings.',
  'remedy.history-newer': 'Install the latest version of Chakushin on this computer.',
  'remedy.took-too-long':
    'Run the checks again. If this keeps happening, restart the computer and tell your administrator.',
  'remedy.internal-error':
    'Run the checks again. If this keeps happening, report it and include these results.',

  'remedy.credentials-client-secret':
    'Copy the client secret again from the Zoom App Marketplace (Manage > your app > App Credentials). Make sure there are no spaces before or after it.',
  'remedy.credentials-client':
    'Copy the client ID and client secret again from the Zoom App Marketplace (Manage > your app > App Credentials). Make sure there are no spaces before or after them.',
  'remedy.credentials-account':
    'Copy the account ID again from the Zoom App Marketplace (Manage > your app > App Credentials). It’s next to the client ID and isn’t your billing account number.',
  'remedy.connecting': 'Run the checks again in a few seconds.',
  'remedy.events-missing':
    'Ask your Zoom administrator to open the app’s Event Subscriptions in the Zoom App Marketplace. The event “Callee phone is ringing” (phone.callee_ringing) must be added there. Then make a test call to yourself.',
  'remedy.notifications.denied':
    'Allow notifications from Chakushin in the system settings, and turn off {{quiet}} while you’re on duty.',
  'remedy.notifications.unsupported':
    'Install a notification service on this computer. If the card always appears on top, you can turn off notifications in Settings instead.',

  'report.doctor.title': 'Chakushin diagnostics',
  'report.doctor.at': 'Checked at: {{at}}',
  'report.doctor.version': 'Version: {{version}}',
  'report.doctor.os': 'System: {{os}}',
  'report.doctor.electron': 'Electron: {{electron}}',
  'report.doctor.language': 'Language: {{language}}',
} as const;
