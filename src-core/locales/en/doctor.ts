/** English: the page of the doctor. */
export const doctorPageEn = {
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
} as const;
