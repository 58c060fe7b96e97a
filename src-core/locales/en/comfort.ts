/** English: sounds, shortcuts, notifications and the card’s own comforts. */
export const comfortEn = {
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
