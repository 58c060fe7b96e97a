/** English: the terminal’s own sentences and the number report. */
export const cliEn = {
  'cli.lookup.no-number':
    '“{{text}}” isn’t a phone number. Enter it as dialed or with its country code: 090-1234-5678, +81 90 1234 5678.',
  'cli.lookup.no-contacts':
    'No contacts file is set. Set the variable CHAKUSHIN_CONTACTS or “contacts” in settings.json to a CSV or vCard file, or add --demo to use the sample contacts.',
  'cli.lookup.bad-columns':
    '--columns: “{{part}}” isn’t ROLE=COLUMN. COLUMN is a header or #3 for the third column; ROLE is one of: {{roles}}',
  'cli.lookup.skipped': 'Extensions and calls with no caller ID aren’t looked up.',
  'cli.lookup.late': 'The contacts file wasn’t loaded in time. Increase --for, or omit it.',
  'cli.simulate.ready':
    'A simulated Zoom is running at 127.0.0.1, port {{port}}. Paste the variables into another terminal, then run “npm run -s cli -- websocket”, “npm run -s cli -- webhook”, or “npm start” there.',
  'cli.simulate.webhook-valid': 'Events are also sent to {{url}}.',
  'cli.simulate.webhook-status':
    'The server at {{url}} rejected the simulated Zoom, so no events are sent there.',
  'cli.simulate.webhook-wrong-answer':
    'The server at {{url}} isn’t a Chakushin webhook or uses a different ZOOM_WEBHOOK_SECRET_TOKEN, so no events are sent there.',
  'cli.simulate.enter':
    'Press Enter to play “{{scenario}}”, or type a scenario name and press Enter (list them with simulate --list). Press Ctrl+C to stop.',
  'cli.simulate.waiting': 'The scenario plays as soon as a client connects. Press Ctrl+C to stop.',
  'cli.simulate.playing': 'Playing: {{title}}',
  'cli.simulate.nobody':
    'No client is connected, so no one sees this call. It’s in the simulated call history.',
  'cli.simulate.no-scenario': 'There’s no scenario “{{name}}”. To list them all, run simulate --list.',
  'cli.simulate.nearest':
    'There’s no scenario “{{name}}”. Did you mean {{near}}? To list them all, run simulate --list.',
  'cli.simulate.port-taken':
    'Port {{port}} is used by another program. Choose another one with --port, or omit --port to use any free port.',
  'cli.simulate.port-refused':
    'Port {{port}} can’t be used ({{cause}}). Choose one above 1023 with --port, or omit --port to use any free port.',

  'cli.sign-in.no-demo': 'The demo doesn’t need a sign-in. Omit --demo to sign in to your own CRMs.',
  'cli.sign-in.none':
    'No CRM that needs a sign-in is set up. Add one under “connectors” in settings.json (see docs/connectors.md).',
  'cli.sign-in.unknown':
    'settings.json has no connector “{{id}}”. To list them all, run sign-in without an ID.',
  'cli.sign-in.nearest':
    'settings.json has no connector “{{id}}”. Did you mean {{near}}? To list them all, run sign-in without an ID.',
  'cli.sign-in.unknown-type':
    'Connector “{{id}}” in settings.json has an unknown type, “{{type}}”. Available types: {{types}}.',
  'cli.sign-in.wrong-settings':
    'Connector “{{id}}” in settings.json has missing or invalid settings (see docs/connectors.md).',
  'cli.sign-in.not-needed': '{{name}} doesn’t need a sign-in.',
  'cli.sign-in.by-secret': 'with a token',
  'cli.sign-in.by-browser': 'in the browser',
  'cli.sign-in.signed-in': 'stored in the {{keychain}}',
  'cli.sign-in.not-signed-in': 'not signed in',
  'cli.sign-in.not-known': 'unknown',
  'cli.sign-in.from-variable': 'from the variable {{variable}}',
  'cli.sign-in.variable': '{{name}}: the variable {{variable}} is set and overrides the {{keychain}}.',
  'cli.sign-in.ask-secret': 'Paste the token for {{name}} and press Enter. Your input stays hidden.',
  'cli.sign-in.ask-client-secret':
    'Paste the client secret of the app registered with {{name}} and press Enter. Your input stays hidden.',
  'cli.sign-in.ask-client-secret-again':
    'Paste the client secret of the app registered with {{name}} and press Enter. Your input stays hidden. To keep the stored secret, just press Enter.',
  'cli.sign-in.empty': 'You didn’t enter anything, so nothing was stored.',
  'cli.sign-in.unusable':
    'This can’t be a token: it contains control characters. Copy it again. Nothing was stored.',
  'cli.sign-in.open': 'To sign in to {{name}}, open this address within five minutes:',
  'cli.sign-in.stored': '{{name}}: stored in the {{keychain}}.',
  'cli.sign-in.removed':
    '{{name}}: removed from the {{keychain}}. It stays valid until you revoke it in {{name}}.',
  'cli.sign-in.nothing-stored': '{{name}}: nothing was stored in the {{keychain}}.',

  'cli.report.no-numbers': '“{{file}}” contains no phone numbers.',
  'cli.report.no-text': 'it isn’t a text file, or it was cut off',
  'cli.report.unreadable': '“{{file}}” can’t be read ({{cause}}).',
  'cli.report.exists': '“{{file}}” already exists and won’t be overwritten. Choose another file name.',
  'cli.report.unwritable': '“{{file}}” can’t be written ({{cause}}).',
  'cli.report.progress': '{{done}} of {{total}} numbers looked up',
  'cli.report.rest': '{{connector}} is limiting requests. Continuing in {{seconds}} s.',
  'report.numbers': 'numbers',
  'report.calls': 'calls',
  'report.asked': 'looked up',
  'report.exact': 'exact match',
  'report.national': 'same national number',
  'report.weak': 'possible match',
  'report.none': 'no match',
  'report.unanswered': 'some sources didn’t respond',
  'report.several': 'several people match',
  'report.lines-without': 'Lines without a phone number: {{lines}}',
  'report.left': 'Stopped early: {{numbers}} numbers weren’t looked up.',
  'report.connector': '{{connector}}: matching records: {{records}}',
  'report.no-answer': '{{connector}}: numbers without a response: {{numbers}}',
  'report.suggestions': '{{file}}: {{rows}} suggestions. Nothing was changed in any CRM.',
  'report.written.e164': '+819012345678',
  'report.written.international': '+81 90-1234-5678',
  'report.written.national': '09012345678',
  'report.written.hyphens': '090-1234-5678',
  'report.written.spaces': 'with spaces or dots',
  'report.written.brackets': 'with parentheses',
  'report.written.full-width': 'full-width characters',
  'report.written.trunk-zero': 'country code followed by 0',
  'report.written.dialled': '00 or 010 instead of +',
  'report.written.no-trunk': 'missing the leading 0',
  'report.written.no-plus': 'country code without +',
  'report.written.no-country': 'foreign number without a country code',
  'report.written.several': 'several numbers in one field',
  'report.written.words': 'with an extension or text',
  'report.written.part': 'part of the number',
  'report.written.other': 'with unusual characters',
  'report.advice.spaces_one':
    '{{connector}}: {{count}} record has a number with spaces or dots. Use hyphens or the +81… format.',
  'report.advice.spaces_other':
    '{{connector}}: {{count}} records have numbers with spaces or dots. Use hyphens or the +81… format.',
  'report.advice.brackets_one':
    '{{connector}}: {{count}} record has a number with parentheses. Use hyphens or the +81… format.',
  'report.advice.brackets_other':
    '{{connector}}: {{count}} records have numbers with parentheses. Use hyphens or the +81… format.',
  'report.advice.full-width_one':
    '{{connector}}: {{count}} record has a number with full-width characters. Use half-width characters.',
  'report.advice.full-width_other':
    '{{connector}}: {{count}} records have numbers with full-width characters. Use half-width characters.',
  'report.advice.trunk-zero_one':
    '{{connector}}: {{count}} record has both the country code and the leading 0. Remove the 0.',
  'report.advice.trunk-zero_other':
    '{{connector}}: {{count}} records have both the country code and the leading 0. Remove the 0.',
  'report.advice.dialled_one':
    '{{connector}}: {{count}} record has 00 or 010 before the country code. Use + instead.',
  'report.advice.dialled_other':
    '{{connector}}: {{count}} records have 00 or 010 before the country code. Use + instead.',
  'report.advice.no-trunk_one':
    '{{connector}}: {{count}} record is missing the leading 0. Add it back. A spreadsheet may have removed it.',
  'report.advice.no-trunk_other':
    '{{connector}}: {{count}} records are missing the leading 0. Add it back. A spreadsheet may have removed it.',
  'report.advice.no-plus_one': '{{connector}}: {{count}} record has a country code without +. Add the +.',
  'report.advice.no-plus_other': '{{connector}}: {{count}} records have a country code without +. Add the +.',
  'report.advice.no-country_one':
    '{{connector}}: {{count}} record has a foreign number without a country code. Add + and the country code. Until then, only the national number matches.',
  'report.advice.no-country_other':
    '{{connector}}: {{count}} records have foreign numbers without a country code. Add + and the country code. Until then, only the national number matches.',
  'report.advice.several_one':
    '{{connector}}: {{count}} record has several numbers in one field. Give each number its own field.',
  'report.advice.several_other':
    '{{connector}}: {{count}} records have several numbers in one field. Give each number its own field.',
  'report.advice.words_one':
    '{{connector}}: {{count}} record has an extension or text next to its number. Move it to another field.',
  'report.advice.words_other':
    '{{connector}}: {{count}} records have an extension or text next to their number. Move it to another field.',
  'report.advice.part_one':
    '{{connector}}: {{count}} record has an incomplete number or extra digits. Correct it. Until then, it’s only a possible match.',
  'report.advice.part_other':
    '{{connector}}: {{count}} records have incomplete numbers or extra digits. Correct them. Until then, they’re only possible matches.',
  'report.advice.other_one':
    '{{connector}}: {{count}} record has a number with unusual characters. Use hyphens or the +81… format.',
  'report.advice.other_other':
    '{{connector}}: {{count}} records have numbers with unusual characters. Use hyphens or the +81… format.',
} as const;
