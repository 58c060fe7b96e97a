/** English: names and explanations of the settings (`setting.<path>`, `setting.<path>.help`), and the words of the settings page. */
export const settingsEn = {
  'notice.settings-file-damaged':
    'The settings file was damaged. It is kept as {{name}}, and the app began with default settings: set what you need again, or mend that file and import it.',
  'notice.secret-unreadable':
    '{{name}} is not known: the keychain of this computer cannot be read. Unlock the keychain and connect again, or enter it anew in the settings (for the terminal, set the variable); it then holds for this run.',

  'settings.lead': 'Every change counts at once and is kept. Nothing has to be saved or restarted.',
  'settings.groups': 'Groups of settings',
  'settings.take': 'Take settings along',
  'settings.take.intro':
    'Save your settings as a file, for another computer or as a copy. Secrets, and what is fixed by your administrator, are not in it.',
  'settings.export': 'Export…',
  'settings.import': 'Import…',
  'settings.saved': 'Saved.',

  'settings.group.general': 'Language and start',
  'settings.group.zoom': 'Zoom connection',
  'settings.group.zoom.intro':
    'An administrator creates an app of the type “Server-to-Server OAuth” once in the Zoom App Marketplace (marketplace.zoom.us, Develop, Build App). The values are found there; every change connects anew.',
  'settings.group.webhook': 'Webhook',
  'settings.group.webhook.intro':
    'Only for accounts that cannot use the connection above, or where one server hears for a team. Most people need nothing here.',
  'settings.group.popup': 'Popup',
  'settings.group.screenPop': 'Contact records',
  'settings.group.screenPop.intro':
    'By itself only the record of an exact match opens in the browser, once per call. The browser comes to the front then, and may take the keyboard while you type.',
  'settings.group.sounds': 'Sounds',
  'settings.group.sounds.intro':
    'For those who want to hear calls beside the Zoom client. An own sound can be a WAV, MP3, Ogg, FLAC or AAC file of up to 10 MB.',
  'settings.group.pause': 'Quiet times',
  'settings.group.shortcuts': 'Shortcuts',
  'settings.group.shortcuts.intro': 'Key combinations that work while you are in another program.',
  'settings.group.privacy': 'Privacy',
  'settings.group.network': 'Network',

  'setting.language': 'Language',
  'setting.language.help': 'Of this window, the cards and all messages.',
  'settings.language.auto': 'Automatic (as the system)',
  'settings.language.ja': 'Japanese',
  'settings.language.en': 'English',
  'setting.country': 'Country of your telephone',
  'setting.country.help':
    'Numbers without a country code are read as numbers of this country. Change it if your office is in another one.',
  'setting.startAtLogin': 'Start when I sign in to this computer',
  'setting.startAtLogin.help': 'Chakushin then waits in the tray, so that you miss no call.',

  'setting.zoom.accountId': 'Account ID',
  'setting.zoom.accountId.help':
    'In the Zoom App Marketplace under Manage, your app, App Credentials: “Account ID”.',
  'setting.zoom.clientId': 'Client ID',
  'setting.zoom.clientId.help':
    'In the Zoom App Marketplace under Manage, your app, App Credentials: “Client ID”.',
  'setting.zoom.clientSecret': 'Client secret',
  'setting.zoom.clientSecret.help':
    'In the Zoom App Marketplace under Manage, your app, App Credentials: “Client Secret”. It is kept in the keychain of this computer alone and never shown again.',
  'setting.zoom.subscriptionId': 'Subscription ID',
  'setting.zoom.subscriptionId.help':
    'In the Zoom App Marketplace under Manage, your app, Feature, Event Subscriptions, method WebSocket. You can paste the whole endpoint URL. Each computer needs a subscription of its own.',
  'setting.zoom.agent': 'Agent',
  'setting.zoom.agent.help':
    'Whose calls are shown: e-mail address, user ID or extension in Zoom. Left empty, every call of the account is shown.',

  'setting.webhook.enabled': 'Receive the webhook',
  'setting.webhook.enabled.help':
    'Zoom then posts calls to this computer. It needs the secret token and a public https address that leads here.',
  'setting.webhook.secretToken': 'Secret token',
  'setting.webhook.secretToken.help':
    'In the Zoom App Marketplace under Manage, your app, Feature: “Secret Token”. It is kept in the keychain of this computer alone and never shown again.',
  'setting.webhook.host': 'Address to listen at',
  'setting.webhook.host.help':
    '127.0.0.1 (also when left empty) takes only what a program on this computer passes on. Enter 0.0.0.0 if a proxy on another computer must reach it.',
  'setting.webhook.port': 'Port',
  'setting.webhook.port.help': 'Change it if another program uses this port.',
  'setting.webhook.path': 'Path',
  'setting.webhook.path.help':
    'The part after the host name of the address that you entered at Zoom. It begins with a slash.',

  'setting.popup.corner': 'Where the card appears',
  'setting.popup.corner.help':
    'Automatic: top right, on Windows bottom right. A card that you drag elsewhere comes back where you left it.',
  'settings.corner.auto': 'Automatic',
  'settings.corner.top-right': 'Top right',
  'settings.corner.top-left': 'Top left',
  'settings.corner.bottom-right': 'Bottom right',
  'settings.corner.bottom-left': 'Bottom left',
  'setting.popup.display': 'On which display',
  'setting.popup.display.help': 'The main display stands in for one that is not connected.',
  'settings.display.primary': 'Main display',
  'settings.display.cursor': 'Display with the mouse pointer',
  'settings.display.gone': 'Display {{id}} (not connected)',
  'setting.popup.size': 'Size of the card',
  'setting.popup.size.help': 'A small card leaves more of the screen, a large one is seen from afar.',
  'settings.size.small': 'Small',
  'settings.size.normal': 'Normal',
  'settings.size.large': 'Large',
  'setting.popup.textSize': 'Text size',
  'setting.popup.textSize.help': 'On the card and in this window.',
  'setting.popup.copy': 'What a click on the number copies',
  'setting.popup.copy.help': 'Choose what your CRM or telephone understands.',
  'settings.copy.shown': 'As it is shown (090-1234-5678)',
  'settings.copy.e164': 'With the country code (+819012345678)',
  'settings.copy.digits': 'Digits only (09012345678)',
  'setting.popup.answered': 'The card of a call that you have answered',
  'setting.popup.answered.help': 'While you talk, the card shows who it is and for how long.',
  'settings.answered.stay': 'Stays until the call is over',
  'settings.answered.close': 'Closes at once',
  'setting.popup.missed': 'The card of a missed call',
  'setting.popup.missed.help': 'In the history and in the tray every missed call is kept.',
  'settings.missed.stay': 'Stays until you close it',
  'settings.missed.close': 'Closes after a few seconds',
  'setting.popup.wrapUpSeconds': 'After the call the card stays for',
  'setting.popup.wrapUpSeconds.help': 'Time to copy the number or open the record once more.',
  'settings.seconds': 's',
  'setting.popup.notification': "The system's own notification beside the card",
  'setting.popup.notification.help':
    'Automatic: only where the card cannot be put on top of other windows (Linux with Wayland).',
  'settings.notification.auto': 'Automatic',
  'settings.notification.always': 'Always',
  'settings.notification.never': 'Never',

  'setting.screenPop': 'When the record opens in the browser',
  'setting.screenPop.help':
    '“When it rings” is the fastest. “When I answer” does not disturb what you are typing.',
  'settings.pop.ring': 'When it rings',
  'settings.pop.answer': 'When I answer',
  'settings.pop.click': 'Only when I open it',
  'settings.pop.own': 'Depending on the call, as set below',
  'settings.pop.each': 'Set it for each kind of call',
  'settings.pop.moment.ring': 'While it rings',
  'settings.pop.moment.answer': 'Once answered',
  'settings.pop.moment.click': 'Buttons on the card',
  'settings.pop.action.nothing': 'Nothing',
  'settings.pop.action.pane': 'On the card',
  'settings.pop.action.browser': 'In the browser',
  'settings.pop.action.both': 'Both',
  'settings.class.external': 'Calls from outside',
  'settings.class.internal': 'Internal calls',
  'settings.class.queue': 'Calls through a queue or reception',
  'settings.class.withheld': 'Calls with a withheld number',

  'setting.sounds.volume': 'Volume',
  'setting.sounds.volume.help': 'Of all sounds of Chakushin. At 0 nothing is heard.',
  'setting.sounds.external': 'Sound of calls from outside',
  'setting.sounds.external.help': 'Calls of a telephone number that reach you directly.',
  'setting.sounds.internal': 'Sound of internal calls',
  'setting.sounds.internal.help': 'Calls of colleagues, from their extension.',
  'setting.sounds.queue': 'Sound of calls through a queue or reception',
  'setting.sounds.queue.help': 'Calls by way of a queue, an auto receptionist or a shared line.',
  'setting.sounds.withheld': 'Sound of calls with a withheld number',
  'setting.sounds.withheld.help': 'Calls that tell no number.',
  'settings.sound.none': 'No sound',
  'settings.sound.chime': 'Chime',
  'settings.sound.bell': 'Bell',
  'settings.sound.own': 'Own file: {{file}}',
  'settings.sound.choose': 'Choose a file…',
  'settings.sound.hear': 'Hear it',
  'settings.sound.dialog': 'Choose a sound',
  'settings.sound.files': 'Sounds',
  'settings.sound.silent': 'The volume is 0, so nothing is heard. Turn it up above.',

  'setting.pause.schedule': 'Times at which no card appears',
  'setting.pause.schedule.help':
    'For breaks and after hours. Calls are still kept in the history. A time that ends before it begins ends on the next day.',
  'settings.schedule.add': 'Add a time',
  'settings.schedule.remove': 'Remove',
  'settings.schedule.from': 'From',
  'settings.schedule.to': 'To',
  'settings.schedule.days': 'Days of the week',
  'settings.schedule.none': 'No quiet times: cards appear at any time.',

  'setting.shortcuts.focus': 'Go to the card',
  'setting.shortcuts.focus.help':
    'Gives the card the keyboard, which it never takes by itself. Escape gives it back.',
  'setting.shortcuts.copy': 'Copy the number',
  'setting.shortcuts.copy.help': 'Of the newest card.',
  'setting.shortcuts.open': 'Open the record',
  'setting.shortcuts.open.help': 'Of the newest card, in the browser.',
  'setting.shortcuts.close': 'Close the card',
  'setting.shortcuts.close.help': 'The newest one. The call goes on.',
  'setting.shortcuts.pause': 'Pause the cards',
  'setting.shortcuts.pause.help': 'For half an hour; pressed again, cards appear anew.',
  'settings.shortcut.none': 'None',
  'settings.shortcut.record': 'Record…',
  'settings.shortcut.press': 'Press the keys (Escape cancels)',
  'settings.shortcut.clear': 'Clear',
  'settings.shortcut.unusable':
    '{{keys}} cannot be used. Press Control, Alt or the Windows key (Command on a Mac) together with a letter, a digit or a named key, or a function key alone.',
  'settings.shortcut.unusable-pressed':
    'This cannot be used. Press Control, Alt or the Windows key (Command on a Mac) together with a letter, a digit or a named key, or a function key alone.',
  'settings.shortcut.everyday':
    '{{keys}} would stop working in all other programs. Choose another combination.',
  'settings.shortcut.twice': '{{keys}} stands for another action already. Choose another combination.',
  'settings.shortcut.taken':
    '{{keys}} is used by another program or by the system, and does nothing here. Choose another combination, or free it there.',

  'setting.privacy.hideWhenLocked': 'Hide names and numbers while the screen is locked',
  'setting.privacy.hideWhenLocked.help': 'Passers-by then see only that somebody calls.',
  'setting.privacy.hideFromSharing': 'Keep cards out of screen sharing',
  'setting.privacy.hideFromSharing.help':
    'Participants of your meetings do not see who calls. On Windows and macOS.',
  'setting.privacy.retentionDays': 'Delete calls from the history after',
  'setting.privacy.retentionDays.help':
    'Follow the rules of your company. When you make it shorter, older calls are deleted at once.',
  'settings.days': 'days',
  'settings.number.decrease': 'Less',
  'settings.number.increase': 'More',

  'setting.network.caFile': 'Additional certificates',
  'setting.network.caFile.help':
    'For office networks that inspect encrypted traffic. Ask the network administrator for the certificate as a PEM or DER file.',
  'settings.ca.none': 'None',
  'settings.ca.choose': 'Choose a file…',
  'settings.ca.clear': 'Clear',
  'settings.ca.dialog': 'Choose a file of certificates',
  'settings.ca.files': 'Certificates',
  'settings.ca.missing':
    'This file is not there, so that Zoom may not be reached from this network. Choose it again.',
  'settings.ca.unusable':
    'This file cannot be read, or something in it is no certificate. Choose certificates as PEM (“-----BEGIN CERTIFICATE-----”) or one as DER.',

  'setting.contacts': 'Contacts file',
  'setting.connectors': 'CRM',

  'settings.secret.unknown': 'The keychain is being asked…',
  'settings.secret.none': 'Not set yet.',
  'settings.secret.stored': 'Stored in the keychain of this computer.',
  'settings.secret.this-run': 'Known until Chakushin is ended, and not stored. {{why}} {{remedy}}',
  'settings.secret.unreadable': 'Cannot be read. {{why}} {{remedy}}',
  'settings.secret.variable': 'Set by the environment variable {{name}}.',
  'settings.secret.enter': 'Paste or type it',
  'settings.secret.replace': 'Replace…',
  'settings.secret.save': 'Save',
  'settings.secret.remove': 'Remove',
  'settings.secret.cancel': 'Cancel',
  'settings.secret.saved': '{{name}}: stored in the keychain.',
  'settings.secret.savedThisRun':
    '{{name}}: used until Chakushin is ended, but not stored. {{why}} {{remedy}}',
  'settings.secret.removed': '{{name}}: removed.',
  'settings.secret.notRemoved':
    '{{name}} is not used any more, but may still be in the keychain. {{why}} {{remedy}}',
  'settings.secret.unusable':
    'This cannot be a secret of Zoom: it must be one word without spaces, of at most 500 characters. Copy it anew.',

  'settings.lock.administrator': 'Fixed by your administrator ({{source}}).',
  'settings.lock.variable': 'Fixed by the environment variable {{name}}.',
  'settings.lock.trial':
    'Chakushin is connected to the simulated Zoom. End the trial to see and change your own values.',

  'settings.error.missing': 'Still missing for the connection.',
  'settings.error.unusable': 'What stands here cannot be used and does not count. Enter it anew.',
  'settings.error.unusableAndLocked':
    'What was fixed here cannot be used and does not count. Ask whoever fixed it to correct it.',

  'settings.expected.text': 'This value cannot be used.',
  'settings.expected.subscription':
    'This is no subscription ID. Copy the endpoint URL of the subscription (wss://…) with “subscriptionId=” in it, or the ID alone.',
  'settings.expected.path':
    'The path must begin with a slash and hold no spaces, “?” or “#”, such as /zoom/webhook.',
  'settings.expected.number': 'Enter a whole number from {{min}} to {{max}}.',
  'settings.expected.choice': 'Choose one of the listed values.',
  'settings.expected.schedule':
    'Each time needs at least one day, and a beginning and an end such as 09:00. At most 20 are possible.',
  'settings.unknown': 'There is no such setting here. Close this window and open it again.',
  'settings.unwritable':
    'The settings could not be saved ({{cause}}), so the old value still counts. Check that the disk is not full and that you may write to this folder: {{folder}}',

  'settings.file.kind': 'Settings of Chakushin',
  'settings.export.dialog': 'Export settings',
  'settings.export.done': 'Exported to {{file}}. Secrets are not in it: enter them anew where you import it.',
  'settings.export.failed':
    'The settings could not be written to {{file}} ({{cause}}). Choose a folder that you may write to, on a disk that is not full.',
  'settings.import.dialog': 'Import settings',
  'settings.import.done': 'The settings are imported and count from now on.',
  'settings.import.left':
    'The settings are imported and count from now on. Left out, because they are fixed here or cannot be used: {{names}}.',
  'settings.import.unreadable':
    '{{file}} could not be read ({{cause}}). Check that it is still there and that you may read it.',
  'settings.import.unusable':
    '{{file}} holds no settings of Chakushin. Choose a file that was exported there.',
} as const;
