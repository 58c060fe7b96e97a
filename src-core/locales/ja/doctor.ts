/** Japanese: the doctor’s checks, remedies and report, and its page. */
export const doctorJa = {
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

  'check.settings.none': 'Zoom アカウントがまだ設定されていません。',
  'check.token.wrong-client-secret':
    'Zoom がクライアントシークレットを受け付けません（{{detail}}）。入力に誤りがあるか、Marketplace で作り直されています。',
  'check.token.wrong-client':
    'このクライアント ID とクライアントシークレットの組み合わせを Zoom が受け付けません（{{detail}}）。どちらかに誤りがあるか、アプリが削除されています。',
  'check.token.wrong-account':
    'クライアント ID とクライアントシークレットは拒否されていませんが、サインインできません（{{detail}}）。アカウント ID が誤っている可能性が高いです。',
  'check.websocket.live':
    '{{since}} から Zoom に接続しています。最後の受信は {{frame}} 秒前、ハートビートへの最後の応答は {{beat}} 秒前です（本日の接続回数: {{connects}} 回）。',
  'check.websocket.live-new':
    '{{since}} から Zoom に接続しています。最初のハートビートへの応答を待っています（本日の接続回数: {{connects}} 回）。',
  'check.websocket.live-mute':
    '{{since}} から Zoom に接続していますが、ハートビートへの応答が {{beat}} 秒間ありません。着信が表示されない可能性があります（本日の接続回数: {{connects}} 回）。',
  'check.websocket.live-connecting': 'Zoom に接続しているところです。',
  'check.what.notifications': 'システムの通知',
  'check.notifications.none': 'システムの通知: アプリだけが表示するため、確認していません。',
  'check.notifications.ok': 'システムの通知を表示できます。',
  'check.notifications.not-needed': 'この環境ではシステムの通知は不要です。着信はカードに表示されます。',
  'check.notifications.denied':
    'システムの通知が許可されていません。着信はカードだけに表示され、カードを最前面に表示できない環境では気付けません。',
  'check.notifications.unsupported':
    'このシステムでは通知を表示できません。着信はカードだけに表示され、カードを最前面に表示できない環境では気付けません。',

  'remedy.credentials-client-secret':
    'Zoom App Marketplace（Manage → アプリ → App Credentials）からクライアントシークレットをコピーし直してください。前後に空白が入らないようにご注意ください。',
  'remedy.credentials-client':
    'Zoom App Marketplace（Manage → アプリ → App Credentials）からクライアント ID とクライアントシークレットをコピーし直してください。前後に空白が入らないようにご注意ください。',
  'remedy.credentials-account':
    'Zoom App Marketplace（Manage → アプリ → App Credentials）からアカウント ID をコピーし直してください。クライアント ID と同じ画面にあります。請求用のアカウント番号とは異なります。',
  'remedy.connecting': '数秒待って、もう一度確認してください。',
  'remedy.events-missing':
    '管理者に Zoom App Marketplace でアプリのイベントサブスクリプションを開いてもらい、着信のイベント（phone.callee_ringing）を追加してから、ご自分に電話をかけて確認してください。',
  'remedy.notifications.denied':
    'システムの設定の「通知」で Chakushin を許可し、勤務中は「おやすみモード」や「応答不可」をオフにしてください。',
  'remedy.notifications.unsupported':
    'このコンピューターに通知サービスを導入してもらうか、カードがいつも最前面に表示される場合は、アプリの設定で通知をオフにしてください。',

  'report.doctor.title': 'Chakushin 診断結果',
  'report.doctor.at': '確認日時: {{at}}',
  'report.doctor.version': 'バージョン: {{version}}',
  'report.doctor.os': 'システム: {{os}}',
  'report.doctor.electron': 'Electron のバージョン: {{electron}}',
  'report.doctor.language': '言語: {{language}}',
} as const;
