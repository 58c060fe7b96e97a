/** 日本語: the page of the doctor. */
export const doctorPageJa = {
  'doctor.lead':
    '着信が画面に表示されるまでに必要なものを、順番に確認します。確認によって設定が変わることはありません。',
  'doctor.running': '確認しています…',
  'doctor.summary.fine': '問題は見つかりませんでした（正常 {{fine}} 件、未確認 {{skipped}} 件）。',
  'doctor.summary.wrong_other':
    '対処が必要な項目が {{count}} 件あります（正常 {{fine}} 件、未確認 {{skipped}} 件）。',
  'doctor.state.fine': '正常',
  'doctor.state.wrong': '要対処',
  'doctor.state.skipped': '未確認',
  'doctor.state.running': '確認中',
  'doctor.state.waiting': '待機中',
  'doctor.remedy': '対処方法',
  'doctor.run': 'もう一度確認',
  'doctor.copy': '診断結果をコピー',
  'doctor.saveLogs': 'ログを保存…',
  'doctor.privacy':
    '診断結果とログは、そのままサポートに送付できます。認証情報は含まれず、電話番号とメールアドレスは伏せられています。',
  'doctor.copied': '診断結果をコピーしました。サポートへの連絡に貼り付けてください。',
  'doctor.notDone':
    '確認が終わっていないため、診断結果はまだありません。すべての確認が終わってからコピーしてください。',
  'doctor.logs.title': 'ログの保存',
  'doctor.logs.saved': 'ログを保存しました。',
  'doctor.logs.none': 'ログはまだ記録されていないため、保存するものがありません。',
  'doctor.logs.unreadable':
    'ログを読み取れなかったため、保存できませんでした（{{code}}）。「このアプリについて」からフォルダーを開き、「logs」の中のファイルを読み取れるか確認してください。',
  'doctor.logs.full':
    'ディスクの空き容量が足りないため、ログを保存できませんでした。空き容量を増やすか、別のディスクを選んでください。',
  'doctor.logs.denied':
    'この場所への書き込みがシステムに許可されていないため、ログを保存できませんでした。「ドキュメント」など、ご自分のフォルダーを選んでください。',
  'doctor.logs.unwritable':
    'この場所にはログを保存できませんでした（{{code}}）。別のフォルダーを選んで、もう一度お試しください。',
} as const;
