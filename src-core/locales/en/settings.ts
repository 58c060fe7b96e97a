/** English: names and explanations of the settings (`setting.<path>`, `setting.<path>.help`), and the words of the settings page. */
export const settingsEn = {
  'notice.settings-file-damaged':
    'The settings file was damaged. It was kept as {{name}}, and Chakushin started with default settings. Enter your settings again, or repair that file and import it.',
  'notice.secret-unreadable':
    '{{name}} isn’t available because this computer’s {{keychain}} can’t be read. Unlock the {{keychain}} and reconnect, or enter the value again in Settings (in the terminal, set the variable). It’s then used until Chakushin quits.',

  'settings.lead': 'Changes take effect immediately and are saved automatically.',
  'settings.groups': 'Settings categories',
  'settings.take': 'Export and import settings',
  'settings.take.intro':
    'Save your settings to a file, as a backup or for another computer. Secrets and settings managed by your administrator aren’t included.',
  'settings.export': 'Export…',
  'settings.import': 'Import…',
  'settings.saved': 'Saved.',

  'settings.group.general': 'Language and startup',
  'settings.group.zoom': 'Zoom connection',
  'settings.group.zoom.intro':
    'Your Zoom administrator creates a Server-to-Server OAuth app once in the Zoom App Marketplace (Develop > Build App). Enter its values here. When you change one, Chakushin reconnects.',
  'settings.group.webhook': 'Webhook',
  'settings.group.webhook.intro':
    'Only for accounts that can’t use the connection above, or for a server that receives calls for a team. Most people can leave this off.',
  'settings.group.popup': 'Call card',
  'settings.group.screenPop': 'Opening records',
  'settings.group.screenPop.intro':
    'Only an exact match opens automatically in the browser, once per call. The browser then comes to the front and may receive what you’re typing.',
  'settings.group.sounds': 'Sounds',
  'settings.group.sounds.intro':
    'Plays in addition to Zoom’s ringtone. You can use your own WAV, MP3, Ogg, Opus, FLAC, M4A, or AAC file (up to 10 MB).',
  'settings.group.pause': 'Quiet hours',
  'settings.group.shortcuts': 'Keyboard shortcuts',
  'settings.group.shortcuts.intro': 'These work even while you’re using another app.',
  'settings.group.privacy': 'Privacy',
  'settings.group.network': 'Network',

  'setting.language': 'Language',
  'setting.language.help': 'For this window, the cards, and all messages.',
  'settings.language.auto': 'Automatic (same as system)',
  'settings.language.ja': 'Japanese',
  'settings.language.en': 'English',
  'setting.country': 'Default country for phone numbers',
  'setting.country.help':
    'Numbers without a country code are treated as numbers in this country. Change it if your office is elsewhere.',
  'setting.startAtLogin': 'Start when I sign in to this computer',
  'setting.startAtLogin.help': 'Chakushin then waits in the {{tray}}, so you don’t miss calls.',

  'setting.zoom.accountId': 'Account ID',
  'setting.zoom.accountId.help':
    'In the Zoom App Marketplace: Manage > your app > App Credentials > “Account ID”.',
  'setting.zoom.clientId': 'Client ID',
  'setting.zoom.clientId.help':
    'In the Zoom App Marketplace: Manage > your app > App Credentials > “Client ID”.',
  'setting.zoom.clientSecret': 'Client secret',
  'setting.zoom.clientSecret.help':
    'In the Zoom App Marketplace: Manage > your app > App Credentials > “Client Secret”. It’s stored only in this computer’s {{keychain}} and never shown again.',
  'setting.zoom.subscriptionId': 'Subscription ID',
  'setting.zoom.subscriptionId.help':
    'In the Zoom App Marketplace: Manage > your app > Feature > Event Subscriptions (delivery method: WebSocket). You can paste the whole endpoint URL. Each computer needs its own subscription.',
  'setting.zoom.agent': 'Zoom Phone user',
  'setting.zoom.agent.help':
    'Whose calls appear: an email address, user ID, or extension in Zoom. Leave empty to show every call in the account.',

  'setting.webhook.enabled': 'Receive webhook events',
  'setting.webhook.enabled.help':
    'Zoom sends call events to this computer. You need the secret token and a public https address that forwards to this computer.',
  'setting.webhook.secretToken': 'Secret token',
  'setting.webhook.secretToken.help':
    'In the Zoom App Marketplace: Manage > your app > Feature > “Secret Token”. It’s stored only in this computer’s {{keychain}} and never shown again.',
  'setting.webhook.host': 'Listen address',
  'setting.webhook.host.help':
    'With 127.0.0.1 (the default), only programs on this computer can forward events. Enter 0.0.0.0 if a proxy on another computer forwards them.',
  'setting.webhook.port': 'Port',
  'setting.webhook.port.help': 'Change this if another program uses the port.',
  'setting.webhook.path': 'Path',
  'setting.webhook.path.help':
    'The part after the host name in the URL you entered in Zoom. It must start with a slash.',

  'setting.popup.corner': 'Card position',
  'setting.popup.corner.help':
    'Automatic: bottom right on Windows, top right elsewhere. If you drag a card, the next one appears where you left it.',
  'settings.corner.auto': 'Automatic',
  'settings.corner.top-right': 'Top right',
  'settings.corner.top-left': 'Top left',
  'settings.corner.bottom-right': 'Bottom right',
  'settings.corner.bottom-left': 'Bottom left',
  'setting.popup.display': 'Display',
  'setting.popup.display.help': 'If the selected display isn’t connected, the main display is used.',
  'settings.display.primary': 'Main display',
  'settings.display.cursor': 'Display with the mouse pointer',
  'settings.display.gone': 'Display {{id}} (not connected)',
  'setting.popup.size': 'Card size',
  'setting.popup.size.help': 'Small takes up less of the screen; large is readable from a distance.',
  'settings.size.small': 'Small',
  'settings.size.normal': 'Medium',
  'settings.size.large': 'Large',
  'setting.popup.textSize': 'Text size',
  'setting.popup.textSize.help': 'For the cards and this window.',
  'setting.popup.copy': 'Number format when copied',
  'setting.popup.copy.help': 'Choose the format your CRM or phone accepts.',
  'settings.copy.shown': 'As shown (090-1234-5678)',
  'settings.copy.e164': 'With country code (+819012345678)',
  'settings.copy.digits': 'Digits only (09012345678)',
  'setting.popup.answered': 'When you answer a call',
  'setting.popup.answered.help': 'During the call, the card shows who you’re talking to and for how long.',
  'settings.answered.stay': 'Keep the card until the call ends',
  'settings.answered.close': 'Close the card immediately',
  'setting.popup.missed': 'When you miss a call',
  'setting.popup.missed.help': 'Every missed call stays in the history and in the menu of the {{tray}} icon.',
  'settings.missed.stay': 'Keep the card until I close it',
  'settings.missed.close': 'Close the card after a few seconds',
  'setting.popup.wrapUpSeconds': 'After a call, keep the card for',
  'setting.popup.wrapUpSeconds.help': 'Time to copy the number or open the record.',
  'settings.seconds': 's',
  'setting.popup.notification': 'System notification',
  'setting.popup.notification.help':
    'Automatic: only where the card can’t stay on top of other windows (Linux with Wayland).',
  'settings.notification.auto': 'Automatic',
  'settings.notification.always': 'Always',
  'settings.notification.never': 'Never',

  'setting.screenPop': 'Open the record in the browser',
  'setting.screenPop.help': '“When it rings” is fastest. “When I answer” doesn’t interrupt your typing.',
  'settings.pop.ring': 'When it rings',
  'settings.pop.answer': 'When I answer',
  'settings.pop.click': 'Only when I click',
  'settings.pop.own': 'Varies by type of call (see below)',
  'settings.pop.each': 'Set for each type of call',
  'settings.pop.moment.ring': 'While ringing',
  'settings.pop.moment.answer': 'After answering',
  'settings.pop.moment.click': 'Buttons on the card',
  'settings.pop.action.nothing': 'Nothing',
  'settings.pop.action.pane': 'Show on the card',
  'settings.pop.action.browser': 'Open in the browser',
  'settings.pop.action.both': 'Both',
  'settings.class.external': 'External calls',
  'settings.class.internal': 'Internal calls',
  'settings.class.queue': 'Queue and auto receptionist calls',
  'settings.class.withheld': 'Calls with no caller ID',

  'setting.sounds.volume': 'Volume',
  'setting.sounds.volume.help': 'For all Chakushin sounds. 0 is silent.',
  'setting.sounds.external': 'Sound for external calls',
  'setting.sounds.external.help': 'Direct calls from outside your organization.',
  'setting.sounds.internal': 'Sound for internal calls',
  'setting.sounds.internal.help': 'Calls from colleagues’ extensions.',
  'setting.sounds.queue': 'Sound for queue and auto receptionist calls',
  'setting.sounds.queue.help':
    'Calls that reach you through a call queue, an auto receptionist, or a shared line group.',
  'setting.sounds.withheld': 'Sound for calls with no caller ID',
  'setting.sounds.withheld.help': 'Calls that don’t show a number.',
  'settings.sound.none': 'No sound',
  'settings.sound.chime': 'Chime',
  'settings.sound.bell': 'Bell',
  'settings.sound.own': 'Custom file: {{file}}',
  'settings.sound.choose': 'Choose a file…',
  'settings.sound.hear': 'Play',
  'settings.sound.dialog': 'Choose a sound',
  'settings.sound.files': 'Audio files',
  'settings.sound.silent': 'The volume is 0, so nothing plays. Turn up the volume above.',

  'setting.pause.schedule': 'Times without cards',
  'setting.pause.schedule.help':
    'For breaks and after hours. Calls are still saved in the history. If the end is before the start, the period ends the next day.',
  'settings.schedule.add': 'Add a time period',
  'settings.schedule.remove': 'Remove',
  'settings.schedule.from': 'From',
  'settings.schedule.to': 'To',
  'settings.schedule.days': 'Days of the week',
  'settings.schedule.none': 'No quiet hours. Cards appear at any time.',

  'setting.shortcuts.focus': 'Focus the card',
  'setting.shortcuts.focus.help':
    'Moves keyboard focus to the card. Press Esc to go back to what you were doing.',
  'setting.shortcuts.copy': 'Copy the number',
  'setting.shortcuts.copy.help': 'From the newest card.',
  'setting.shortcuts.open': 'Open the record',
  'setting.shortcuts.open.help': 'Opens the newest card’s record in the browser.',
  'setting.shortcuts.close': 'Close the card',
  'setting.shortcuts.close.help': 'Closes the newest card. The call continues.',
  'setting.shortcuts.pause': 'Pause call cards',
  'setting.shortcuts.pause.help': 'Pauses them for 30 minutes. Press again to resume.',
  'settings.shortcut.none': 'Not set',
  'settings.shortcut.record': 'Record…',
  'settings.shortcut.press': 'Press the keys (Esc to cancel)',
  'settings.shortcut.clear': 'Clear',
  'settings.shortcut.unusable':
    '{{keys}} can’t be used. Combine Ctrl, Alt, or the Windows key (Command on a Mac) with a letter, number, or other key, or use a function key on its own.',
  'settings.shortcut.unusable-pressed':
    'This key can’t be used. Combine Ctrl, Alt, or the Windows key (Command on a Mac) with a letter, number, or other key, or use a function key on its own.',
  'settings.shortcut.everyday': '{{keys}} would stop working in all other apps. Choose another combination.',
  'settings.shortcut.twice': '{{keys}} is already used for another action. Choose another combination.',
  'settings.shortcut.taken':
    '{{keys}} is used by another app or the system, so it doesn’t work here. Choose another combination, or free this one up there.',

  'setting.privacy.hideWhenLocked': 'Hide names and numbers while the screen is locked',
  'setting.privacy.hideWhenLocked.help': 'People walking by see only that someone is calling.',
  'setting.privacy.hideFromSharing': 'Hide cards from screen sharing',
  'setting.privacy.hideFromSharing.help':
    'People in your meetings can’t see who’s calling. Windows and macOS only.',
  'setting.privacy.retentionDays': 'Delete calls after',
  'setting.privacy.retentionDays.help':
    'Follow your company’s policy. If you shorten the period, older calls are deleted immediately.',
  'settings.days': 'days',
  'settings.number.decrease': 'Decrease',
  'settings.number.increase': 'Increase',

  'setting.network.caFile': 'Additional certificates',
  'setting.network.caFile.help':
    'For office networks that inspect encrypted traffic. Ask your network administrator for the certificate (PEM or DER file).',
  'settings.ca.none': 'None',
  'settings.ca.choose': 'Choose a file…',
  'settings.ca.clear': 'Clear',
  'settings.ca.dialog': 'Choose a certificate file',
  'settings.ca.files': 'Certificates',
  'settings.ca.missing':
    'This file can’t be found. Without it, Zoom may be unreachable from this network. Choose the file again.',
  'settings.ca.unusable':
    'This file can’t be read or contains something other than certificates. Choose PEM certificates (“-----BEGIN CERTIFICATE-----”) or a single DER certificate.',

  'setting.contacts': 'Contacts file',
  'setting.contactsColumns': 'Columns of the contacts file',
  'setting.connectors': 'CRMs',

  'settings.secret.unknown': 'Checking the {{keychain}}…',
  'settings.secret.none': 'Not set.',
  'settings.secret.stored': 'Stored in this computer’s {{keychain}}.',
  'settings.secret.this-run': 'Used until Chakushin quits, but not stored. {{why}} {{remedy}}',
  'settings.secret.unreadable': 'Can’t be read. {{why}} {{remedy}}',
  'settings.secret.variable': 'Set by the environment variable {{name}}.',
  'settings.secret.enter': 'Paste or type the value',
  'settings.secret.replace': 'Replace…',
  'settings.secret.save': 'Save',
  'settings.secret.remove': 'Remove',
  'settings.secret.cancel': 'Cancel',
  'settings.secret.saved': '{{name}} stored in the {{keychain}}.',
  'settings.secret.savedThisRun':
    '{{name}} is used until Chakushin quits, but isn’t stored. {{why}} {{remedy}}',
  'settings.secret.removed': '{{name}} removed.',
  'settings.secret.notRemoved':
    '{{name}} is no longer used, but may still be in the {{keychain}}. {{why}} {{remedy}}',
  'settings.secret.unusable':
    'This isn’t a Zoom secret: it must be a single word of up to 500 characters, without spaces. Copy it again.',

  'settings.lock.administrator': 'Managed by your administrator ({{source}}).',
  'settings.lock.variable': 'Set by the environment variable {{name}}.',
  'settings.lock.trial':
    'Chakushin is connected to the simulated Zoom. End the trial to see and change your own settings.',

  'settings.error.missing': 'Required to connect.',
  'settings.error.unusable': 'This value isn’t valid and is being ignored. Enter it again.',
  'settings.error.unusableAndLocked':
    'This managed value isn’t valid and is being ignored. Ask your administrator to correct it.',

  'settings.expected.text': 'This value isn’t valid.',
  'settings.expected.subscription':
    'This isn’t a subscription ID. Copy the subscription’s endpoint URL (wss://… with “subscriptionId=” in it), or just the ID.',
  'settings.expected.path':
    'The path must start with a slash and can’t contain spaces, “?”, or “#”. Example: /zoom/webhook',
  'settings.expected.number': 'Enter a whole number from {{min}} to {{max}}.',
  'settings.expected.choice': 'Choose one of the listed values.',
  'settings.expected.schedule':
    'Each period needs at least one day, a start, and an end (such as 09:00). You can add up to 20.',
  'settings.unknown': 'This setting doesn’t exist. Close this window and open it again.',
  'settings.unwritable':
    'Couldn’t save the settings ({{cause}}), so the previous value still applies. Check that the disk isn’t full and that you can write to this folder: {{folder}}',

  'settings.file.kind': 'Chakushin settings',
  'settings.export.dialog': 'Export settings',
  'settings.export.done': 'Exported to {{file}}. Secrets aren’t included; enter them again after importing.',
  'settings.export.failed':
    'Couldn’t export the settings to {{file}} ({{cause}}). Choose a folder you can write to, on a disk that isn’t full.',
  'settings.import.dialog': 'Import settings',
  'settings.import.done': 'Settings imported and applied.',
  'settings.import.left':
    'Settings imported and applied. Skipped because they’re managed or not valid: {{names}}.',
  'settings.import.unreadable':
    'Couldn’t read {{file}} ({{cause}}). Check that it still exists and that you’re allowed to read it.',
  'settings.import.unusable':
    '{{file}} isn’t a Chakushin settings file. Choose a file that was exported from Chakushin.',
} as const;
