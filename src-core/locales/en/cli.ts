/** English: the terminal’s own sentences and the number report. */
export const cliEn = {
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
} as const;
