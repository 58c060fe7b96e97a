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
