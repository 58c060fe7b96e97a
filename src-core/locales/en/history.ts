/** English: the page of past calls. */
export const historyEn = {
  'history.lead': '{{calls}}, kept for {{days}}.',
  'history.calls_one': '{{count}} call',
  'history.calls_other': '{{count}} calls',
  'history.days_one': '{{count}} day',
  'history.days_other': '{{count}} days',
  'history.caption': 'Calls that rang here, newest first',
  'history.when': 'When',
  'history.caller': 'Caller',
  'history.line': 'Line',
  'history.result': 'Result',
  'history.actions': 'Actions',
  'history.none':
    'No calls yet. Every call that rings for you will be listed here, also those that rang while Chakushin was not running.',
  'history.today': 'Today, {{clock}}',
  'history.rang': 'rang for {{time}}',
  'history.talked': 'talked for {{time}}',
  'history.more': 'Show older calls',
  'history.delete': 'Delete',
  'history.cancel': 'Cancel',
  'history.deleteOne.title': 'Delete this call?',
  'history.deleteOne.question':
    '{{who}}, {{when}}: the call is removed from the history and cannot be brought back.',
  'history.deleteOne.confirm': 'Delete',
  'history.deleteAll': 'Delete all calls…',
  'history.deleteAll.title': 'Delete all calls?',
  'history.deleteAll.question_one':
    '{{count}} call is removed from the history, and with it your choices of who is calling on shared numbers. This cannot be undone.',
  'history.deleteAll.question_other':
    '{{count}} calls are removed from the history, and with them your choices of who is calling on shared numbers. This cannot be undone.',
  'history.deleteAll.confirm': 'Delete all',
  'history.copied': 'The number was copied.',
  'history.deleted': 'The call was deleted.',
  'history.deletedAll': 'All calls were deleted.',
  'history.gone': 'This call is no longer in the history. The list shows what is there.',
  'history.goesOn': 'This call is still going on. Delete it when it is over.',
  'history.noNumber': 'The caller withheld the number, so there is none to copy.',
} as const;
