/** English: the doctor’s checks, remedies and report, and its page. */
export const doctorEn = {
  'doctor.lead':
    'Looks at everything that a call needs to reach the screen, one thing after the other. Nothing is changed by it.',
  'doctor.running': 'Checking…',
  'doctor.summary.fine': 'Nothing is wrong. Fine: {{fine}}; not checked: {{skipped}}.',
  'doctor.summary.wrong_one':
    '{{count}} check needs your attention. Fine: {{fine}}; not checked: {{skipped}}.',
  'doctor.summary.wrong_other':
    '{{count}} checks need your attention. Fine: {{fine}}; not checked: {{skipped}}.',
  'doctor.state.fine': 'Fine',
  'doctor.state.wrong': 'Needs attention',
  'doctor.state.skipped': 'Not checked',
  'doctor.state.running': 'Checking',
  'doctor.state.waiting': 'Waiting',
  'doctor.remedy': 'What to do',
  'doctor.run': 'Check again',
  'doctor.copy': 'Copy report',
  'doctor.saveLogs': 'Save logs…',
  'doctor.privacy':
    'The report and the logs can be sent to support as they are: they hold no secrets, and phone numbers and e-mail addresses are masked.',
  'doctor.copied': 'The report was copied. Paste it where support asks for it.',
  'doctor.notDone': 'The checks are not done yet, so there is no report. Copy it when all are done.',
  'doctor.logs.title': 'Save the logs',
  'doctor.logs.saved': 'The logs were saved.',
  'doctor.logs.none': 'Nothing has been logged yet, so there is nothing to save.',
  'doctor.logs.unreadable':
    'The logs could not be read ({{code}}), so nothing was saved. Open the folder of the app (under About) and make sure that you may read the files in “logs”.',
  'doctor.logs.full': 'The logs were not saved: the disk is full. Make room, or choose another disk.',
  'doctor.logs.denied':
    'The logs were not saved: the system does not let Chakushin write there. Choose a folder of your own, such as your documents.',
  'doctor.logs.unwritable': 'The logs were not saved there ({{code}}). Choose another folder and try again.',

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

  'check.settings.none': 'No Zoom account is set up yet.',
  'check.token.wrong-client-secret':
    'Zoom does not take the client secret ({{detail}}). It is wrong, or was created anew in the Marketplace meanwhile.',
  'check.token.wrong-client':
    'Zoom does not know this client id with this client secret ({{detail}}). One of the two is wrong, or the app is no longer there.',
  'check.token.wrong-account':
    'Zoom has nothing against the client id and the client secret, but refuses the sign-in ({{detail}}). Most likely the account id is wrong.',
  'check.websocket.live':
    'Connected to Zoom since {{since}}. Zoom was last heard {{frame}} s ago and last answered a heartbeat {{beat}} s ago; connections made today: {{connects}}.',
  'check.websocket.live-new':
    'Connected to Zoom since {{since}}; the first heartbeat is not answered yet. Connections made today: {{connects}}.',
  'check.websocket.live-mute':
    'Connected to Zoom since {{since}}, but Zoom has answered no heartbeat for {{beat}} s, so that calls may not appear. Connections made today: {{connects}}.',
  'check.websocket.live-connecting': 'Chakushin is connecting to Zoom just now.',
  'check.what.notifications': "The system's notifications",
  'check.notifications.none': "The system's notifications: not checked, because only the app shows any.",
  'check.notifications.ok': "Chakushin may show the system's notifications.",
  'check.notifications.not-needed':
    "The system's notifications are not needed here: calls appear on the card.",
  'check.notifications.denied':
    'The system does not let Chakushin show notifications, so that a call shows on the card alone, or not at all where the card cannot be put on top.',
  'check.notifications.unsupported':
    'This system shows no notifications, so that a call shows on the card alone, or not at all where the card cannot be put on top.',

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

  'remedy.credentials-client-secret':
    'Copy the client secret anew from the Zoom App Marketplace (Manage, your app, App Credentials), without spaces before or after it.',
  'remedy.credentials-client':
    'Copy the client id and the client secret anew from the Zoom App Marketplace (Manage, your app, App Credentials), without spaces before or after them.',
  'remedy.credentials-account':
    'Copy the account id anew from the Zoom App Marketplace (Manage, your app, App Credentials). It stands there beside the client id, and is not the account number of the bills.',
  'remedy.connecting': 'Check again in a few seconds.',
  'remedy.events-missing':
    'Have an administrator open Event Subscriptions of the app in the Zoom App Marketplace and add "Callee phone is ringing" (phone.callee_ringing), then call yourself.',
  'remedy.notifications.denied':
    "Allow Chakushin in the system's settings under Notifications, and switch off “do not disturb” while you are on duty.",
  'remedy.notifications.unsupported':
    'Have a notification service installed on this computer, or switch notifications off in the settings of the app if the card always appears on top.',

  'report.doctor.title': 'Chakushin: results of the checks',
  'report.doctor.at': 'Checked at: {{at}}',
  'report.doctor.version': 'Version: {{version}}',
  'report.doctor.os': 'System: {{os}}',
  'report.doctor.electron': 'Electron: {{electron}}',
  'report.doctor.language': 'Language: {{language}}',
} as const;
