/** English: the Welcome page. */
export const welcomeEn = {
  'welcome.heading': 'Set up Chakushin',
  'welcome.steps': 'Setup steps',
  'welcome.step.start': 'Start',
  'welcome.step.account': 'Zoom account',
  'welcome.step.agent': 'Your calls',
  'welcome.step.contacts': 'Contacts',
  'welcome.step.card': 'Card',
  'welcome.step.done': 'Done',
  'welcome.back': 'Back',
  'welcome.next': 'Next',
  'welcome.skip': 'Set up later',

  'welcome.start.heading': 'How would you like to begin?',
  'welcome.start.lead':
    'Chakushin shows who’s calling on Zoom Phone, and on which line, before you answer. Setup takes about two minutes.',
  'welcome.try.title': 'Try it with a simulated Zoom',
  'welcome.try.text':
    'No account needed. A test call rings on this computer right away, and nothing is saved.',
  'welcome.try.button': 'Start the trial',
  'welcome.connect.title': 'Connect your Zoom account',
  'welcome.connect.text':
    'Requires an app in the Zoom App Marketplace, which a Zoom administrator creates once. The next step shows how.',
  'welcome.connect.button': 'Set up Zoom',
  'welcome.trial.heading': 'Trial running',
  'welcome.trial.starting': 'Starting the simulated Zoom. A call will ring in a moment.',
  'welcome.trial.running': 'A test call came in. Here’s what to look for:',
  'welcome.trial.card':
    'The card appears here: {{corner}}. It never takes keyboard focus from what you’re typing.',
  'welcome.trial.copy': 'Click the number to copy it.',
  'welcome.trial.tray':
    'The icon in the {{tray}} shows the connection status. Use its menu to see recent calls or pause the cards.',
  'welcome.trial.paused':
    'Cards are paused, so none will appear. Resume them from the menu of the {{tray}} icon.',
  'welcome.trial.again': 'Ring again',
  'welcome.trial.end': 'End trial and set up Zoom',
  'welcome.trial.rings': 'A test call is ringing.',
  'welcome.trial.failed': 'Couldn’t start the simulated Zoom ({{cause}}). Restart Chakushin, then try again.',

  'welcome.account.heading': 'Connect your Zoom account',
  'welcome.account.lead':
    'A Zoom administrator does these five steps once. If you already have the four values, enter and test them here.',
  'welcome.create.title': 'Create the app',
  'welcome.create.text':
    'Open the Zoom App Marketplace and sign in as an administrator. Select Develop > Build App > Server-to-Server OAuth App. You can use any name.',
  'welcome.create.open': 'Open the Marketplace',
  'welcome.create.picture':
    'Diagram: the “Develop” menu is open with “Build App” highlighted. Next to it, “Server-to-Server OAuth” is highlighted in the list of app types.',
  'welcome.credentials.title': 'Copy the credentials',
  'welcome.credentials.text': 'The app’s “App Credentials” page shows three values, each with a copy button.',
  'welcome.credentials.picture':
    'Diagram: the “App Credentials” page with three rows labeled A to C: Account ID, Client ID, Client Secret.',
  'welcome.rights.title': 'Add the scopes',
  'welcome.rights.text':
    'On the “Scopes” page, select “Add Scopes” and add these four. Don’t add any others: anyone who has the client secret can do whatever the scopes allow.',
  'welcome.rights.copy': 'Copy scopes',
  'welcome.rights.picture': 'Diagram: the “Scopes” page with the “Add Scopes” button highlighted.',
  'welcome.scope.calls': 'call events',
  'welcome.scope.history': 'calls received while Chakushin was offline',
  'welcome.scope.user': 'to find you by email address; not needed if you enter an extension',
  'welcome.scope.phone-user': 'to find your extension; not needed if you enter it',
  'welcome.events.title': 'Subscribe to the call events',
  'welcome.events.text':
    'Under “Feature” > “Event Subscriptions”, add a subscription and select WebSocket as the delivery method. Under “Phone”, add the events below, then save. Zoom shows the endpoint URL. Each computer needs its own subscription.',
  'welcome.events.list': 'Events to add',
  'welcome.events.picture':
    'Diagram: the “Event Subscriptions” page with the delivery method “WebSocket” highlighted and, below it, the endpoint URL labeled D.',
  'welcome.event.ringing': 'call rings',
  'welcome.event.answered': 'call answered',
  'welcome.event.missed': 'call missed',
  'welcome.event.rejected': 'call declined',
  'welcome.event.ended': 'call ended',
  'welcome.event.hold': 'put on hold',
  'welcome.event.unhold': 'taken off hold',
  'welcome.event.blind': 'blind transfer started',
  'welcome.event.warm': 'warm transfer started',
  'welcome.event.warm-completed': 'warm transfer completed',
  'welcome.event.warm-cancelled': 'warm transfer canceled',
  'welcome.event.voicemail': 'voicemail received (optional)',
  'welcome.activate.title': 'Activate the app and test',
  'welcome.activate.text':
    'On the “Activation” page, select “Activate your app”, then run the test here. If everything works, your settings are saved and Chakushin connects.',

  'welcome.field.accountId.help': 'A in the diagram. Not your billing account number.',
  'welcome.field.clientId.help': 'B in the diagram.',
  'welcome.field.clientSecret.help': 'C in the diagram.',
  'welcome.field.endpoint': 'Endpoint URL',
  'welcome.field.subscriptionId.help':
    'D in the diagram. Paste the whole URL; Chakushin finds the subscription ID in it.',
  'welcome.field.required': 'This field is required.',
  'welcome.field.no-subscription':
    'No subscription ID found. Copy the whole endpoint URL, which starts with wss://.',
  'welcome.field.check': 'Check this value: {{sentence}}',
  'welcome.secret.none':
    'Not entered yet. When you save, it’s stored in this computer’s {{keychain}} and never shown again.',
  'welcome.secret.asked': 'Checking the {{keychain}}…',
  'welcome.secret.entered': 'Entered (hidden). It’s stored in the {{keychain}} when you save.',
  'welcome.secret.stored': 'Stored in the {{keychain}}. Leave the field empty to keep it.',
  'welcome.secret.this-run':
    'Kept until Chakushin quits and never written to a file. You’ll need to enter it again the next time you start Chakushin. {{why}} {{remedy}}',
  'welcome.secret.unreadable': 'Chakushin can’t tell whether it’s stored. Enter it here. {{why}} {{remedy}}',
  'welcome.saving': 'Saving. Your system may ask for the {{keychain}} password.',
  'welcome.saved': 'Saved. Chakushin is connecting.',
  'welcome.save-anyway': 'Save anyway',
  'welcome.incomplete': 'Some values are missing. Check the highlighted fields.',

  'welcome.test.heading': 'Test results',
  'welcome.test.run': 'Test and connect',
  'welcome.test.stop': 'Stop test',
  'welcome.test.passed': 'Everything needed to show calls is working.',
  'welcome.test.failed_one': '{{count}} problem found. See the test results.',
  'welcome.test.failed_other': '{{count}} problems found. See the test results.',
  'welcome.test.not-sure': 'Some checks couldn’t be completed. See the test results.',

  'welcome.agent.heading': 'Whose calls should appear?',
  'welcome.agent.lead': 'Tell Chakushin who you are in Zoom Phone, and it shows only your calls.',
  'welcome.agent.label': 'Your Zoom Phone user',
  'welcome.agent.help':
    'Your Zoom email address, extension, or user ID. With an extension, the Zoom app needs two fewer scopes.',
  'welcome.agent.everyone':
    'If you leave this empty, every call in the account appears, including your colleagues’ calls. That suits a reception desk, but hardly anyone else.',
  'welcome.agent.test': 'Test',

  'welcome.contacts.heading': 'Where should Chakushin look up callers?',
  'welcome.contacts.lead':
    'In a file, in your CRM, or in both. Without either, the card shows only what Zoom knows.',
  'welcome.contacts.help':
    'A CSV file with a header row (name, company, phone…) or a vCard file, as exported from CRMs, Outlook, or phones. The file stays where it is and is reloaded when it changes.',
  'welcome.contacts.none': 'No file selected',
  'welcome.contacts.choose': 'Choose a file…',
  'welcome.contacts.clear': 'Don’t use a file',
  'welcome.contacts.dialog': 'Choose a contacts file',
  'welcome.contacts.kind': 'CSV or vCard',
  'welcome.contacts.read': 'Result',
  'welcome.crm.title': 'CRM',
  'welcome.crm.text':
    'Look up callers in Salesforce, HubSpot, kintone, and others on every call. You set them up on a separate page.',
  'welcome.crm.button': 'Set up a CRM',

  'welcome.card.heading': 'Where should the card appear?',
  'welcome.card.lead':
    'It stays on top of other windows while the phone rings. You can drag it elsewhere later.',
  'welcome.card.corner': 'Card position',
  'welcome.card.sample': 'Show a test call',
  'welcome.card.shown': 'A test call is ringing. The card appears here: {{corner}}.',

  'welcome.done.heading': 'You’re all set',
  'welcome.done.heading.not-yet': 'Almost done',
  'welcome.done.waits': 'Chakushin keeps running in the {{tray}}. You can close this window.',
  'welcome.done.rings': 'When someone calls you, the card appears automatically.',
  'welcome.done.nothing':
    'If the phone rings and no card appears, open “Diagnostics” to see what’s wrong and how to fix it.',
  'welcome.done.links': 'Next steps',
} as const;
