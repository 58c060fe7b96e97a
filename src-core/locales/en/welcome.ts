/** English: the Welcome page. */
export const welcomeEn = {
  'welcome.heading': 'Welcome',
  'welcome.steps': 'Steps of the set-up',
  'welcome.step.start': 'Start',
  'welcome.step.account': 'Zoom account',
  'welcome.step.agent': 'You',
  'welcome.step.contacts': 'Contacts',
  'welcome.step.card': 'Card',
  'welcome.step.done': 'Ready',
  'welcome.back': 'Back',
  'welcome.next': 'Next',
  'welcome.skip': 'Set up later',

  'welcome.start.heading': 'How would you like to begin?',
  'welcome.start.lead':
    'Chakushin shows who is calling on Zoom Phone, and over which line, before you answer. Setting it up takes about two minutes.',
  'welcome.try.title': 'Try it with a simulated Zoom',
  'welcome.try.text':
    'Needs no account. A made-up call rings on this computer at once; nothing of it is kept.',
  'welcome.try.button': 'Start the trial',
  'welcome.connect.title': 'Connect our Zoom account',
  'welcome.connect.text':
    'Needs an app in the Zoom App Marketplace, which an administrator of the account makes once. The next step shows how.',
  'welcome.connect.button': 'Set up Zoom',
  'welcome.trial.heading': 'The trial is running',
  'welcome.trial.starting': 'The simulated Zoom is starting. A call rings in a moment.',
  'welcome.trial.running': 'A made-up call has come in. This is what to look at:',
  'welcome.trial.card':
    'The card appears in this corner of the screen: {{corner}}. It never takes the keyboard from what you are typing.',
  'welcome.trial.copy': 'One click on the number copies it.',
  'welcome.trial.tray':
    'The icon in the tray (the notification area, or the menu bar) shows how the connection stands. Its menu lists the last calls and pauses the cards.',
  'welcome.trial.paused':
    'The cards are paused just now, so none appears. Resume them in the menu of the tray icon.',
  'welcome.trial.again': 'Ring again',
  'welcome.trial.end': 'End the trial and set up Zoom',
  'welcome.trial.rings': 'A made-up call is ringing.',
  'welcome.trial.failed':
    'The simulated Zoom could not be started ({{cause}}). Restart Chakushin, then try again.',

  'welcome.account.heading': 'Connect our Zoom account',
  'welcome.account.lead':
    'An administrator of the Zoom account does these five things once. Whoever was given the four values already enters them here and tests them.',
  'welcome.create.title': 'Create the app',
  'welcome.create.text':
    'Open the Zoom App Marketplace and sign in as an administrator. Choose Develop, Build App, Server-to-Server OAuth App. Any name will do.',
  'welcome.create.open': 'Open the Marketplace',
  'welcome.create.picture':
    'Drawing: the menu “Develop” is open with “Build App” marked; beside it the kinds of apps, with “Server-to-Server OAuth” marked.',
  'welcome.credentials.title': 'Copy the credentials',
  'welcome.credentials.text':
    'The page “App Credentials” of the app shows three values with a button for copying beside each.',
  'welcome.credentials.picture':
    'Drawing: the page “App Credentials” with three lines, marked A to C: Account ID, Client ID, Client Secret.',
  'welcome.rights.title': 'Add the scopes',
  'welcome.rights.text':
    'On the page “Scopes” choose “Add Scopes” and add these four. Add nothing else: whoever has the client secret can do whatever the scopes allow.',
  'welcome.rights.copy': 'Copy the scopes',
  'welcome.rights.picture': 'Drawing: the page “Scopes” with the button “Add Scopes” marked.',
  'welcome.scope.calls': 'call events',
  'welcome.scope.history': 'calls that rang while Chakushin was offline',
  'welcome.scope.user': 'to find you by e-mail address; not needed with an extension',
  'welcome.scope.phone-user': 'to find your extension; not needed if you enter it',
  'welcome.events.title': 'Subscribe to the call events',
  'welcome.events.text':
    'Under “Features”, “Event Subscriptions” add a subscription and choose WebSocket as its delivery method. Under “Phone” add the events below. Save it; Zoom then shows the endpoint URL. Each computer needs a subscription of its own.',
  'welcome.events.list': 'Events to add',
  'welcome.events.picture':
    'Drawing: the page “Event Subscriptions” with the delivery method “WebSocket” marked, and below it the endpoint URL, marked D.',
  'welcome.event.ringing': 'rings',
  'welcome.event.answered': 'answered',
  'welcome.event.missed': 'missed',
  'welcome.event.rejected': 'rejected',
  'welcome.event.ended': 'ended',
  'welcome.event.hold': 'put on hold',
  'welcome.event.unhold': 'taken off hold',
  'welcome.event.blind': 'transferred',
  'welcome.event.warm': 'transfer with consultation begun',
  'welcome.event.warm-cancelled': 'transfer with consultation cancelled',
  'welcome.activate.title': 'Activate the app and test',
  'welcome.activate.text':
    'On the page “Activation” choose “Activate your app”, then test here. When all is in order it is saved, and Chakushin connects.',

  'welcome.field.accountId.help': 'A in the drawing. Not the account number of the bills.',
  'welcome.field.clientId.help': 'B in the drawing.',
  'welcome.field.clientSecret.help': 'C in the drawing.',
  'welcome.field.endpoint': 'Endpoint URL',
  'welcome.field.subscriptionId.help':
    'D in the drawing. Paste the whole address; the subscription ID is taken out of it.',
  'welcome.field.required': 'Enter this value.',
  'welcome.field.no-subscription':
    'There is no subscription ID in this. Copy the whole endpoint URL; it begins with wss://',
  'welcome.field.check': 'Check this: {{sentence}}',
  'welcome.secret.none':
    'Not entered yet. It will be kept in the keychain of this computer, and never shown.',
  'welcome.secret.asked': 'The keychain is being asked for it.',
  'welcome.secret.entered': 'Entered, and not shown. It goes to the keychain when it is saved.',
  'welcome.secret.stored': 'Stored in the keychain. Leave the field empty to keep it.',
  'welcome.secret.this-run':
    'Known until Chakushin ends and in no file; it must be entered again after the next start. {{why}} {{remedy}}',
  'welcome.secret.unreadable': 'Whether it is stored cannot be told; enter it here. {{why}} {{remedy}}',
  'welcome.saving': 'Saving. The system may ask for the password of the keychain.',
  'welcome.saved': 'Saved. Chakushin connects by itself.',
  'welcome.save-anyway': 'Save anyway',
  'welcome.incomplete': 'Something is missing: see the marked fields.',

  'welcome.test.heading': 'Results of the test',
  'welcome.test.run': 'Test and connect',
  'welcome.test.stop': 'Stop the test',
  'welcome.test.passed': 'Everything that calls need is in order.',
  'welcome.test.failed_one': '{{count}} thing is not in order: see the results of the test.',
  'welcome.test.failed_other': '{{count}} things are not in order: see the results of the test.',
  'welcome.test.not-sure': 'Not everything could be checked: see the results of the test.',

  'welcome.agent.heading': 'Whose calls?',
  'welcome.agent.lead': 'Say who you are in Zoom Phone, and Chakushin shows your calls alone.',
  'welcome.agent.label': 'You in Zoom',
  'welcome.agent.help':
    'Your e-mail address in Zoom, your extension, or your Zoom user ID. An extension needs two scopes less.',
  'welcome.agent.everyone':
    'While the field is empty, every call of the whole account is shown, those of your colleagues too. That is right for a reception, hardly for anyone else.',
  'welcome.agent.test': 'Test',

  'welcome.contacts.heading': 'Who is calling?',
  'welcome.contacts.lead':
    'Chakushin looks for the caller in a file, in your CRM, or in both. Without either the card shows what Zoom knows.',
  'welcome.contacts.help':
    'CSV with a line of headings (name, company, phone …) or vCard, as CRMs, Outlook and telephones export them. The file stays where it is; when it changes it is read anew.',
  'welcome.contacts.none': 'No file chosen',
  'welcome.contacts.choose': 'Choose a file…',
  'welcome.contacts.clear': 'Use no file',
  'welcome.contacts.dialog': 'Contacts file',
  'welcome.contacts.kind': 'CSV or vCard',
  'welcome.contacts.read': 'What was read',
  'welcome.crm.title': 'A CRM',
  'welcome.crm.text':
    'Salesforce, HubSpot, kintone and others are asked at every call. They are set up on a page of their own.',
  'welcome.crm.button': 'Set up a CRM',

  'welcome.card.heading': 'Where shall the card appear?',
  'welcome.card.lead': 'It stays above all windows while the phone rings. It can be dragged elsewhere later.',
  'welcome.card.corner': 'Corner of the screen',
  'welcome.card.sample': 'Show a sample card',
  'welcome.card.shown': 'A made-up call is ringing: the card is in this corner of the screen: {{corner}}.',

  'welcome.done.heading': 'Ready',
  'welcome.done.heading.not-yet': 'Nearly ready',
  'welcome.done.waits':
    'Chakushin waits in the tray (the notification area, or the menu bar). This window can be closed.',
  'welcome.done.rings': 'When a call rings for you, the card appears by itself.',
  'welcome.done.nothing':
    'If a call rings and no card appears, “Doctor” checks everything and says what to do.',
  'welcome.done.links': 'Where to go from here',
} as const;
