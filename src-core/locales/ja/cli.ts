/** Japanese: the terminal’s own sentences and the number report. */
export const cliJa = {
  'cli.lookup.no-number':
    '「{{text}}」は電話番号として読み取れません。ダイヤルするとおりか、国番号を付けて入力してください（例: 090-1234-5678、+81 90 1234 5678）。',
  'cli.lookup.no-contacts':
    '連絡先ファイルが設定されていません。CHAKUSHIN_CONTACTS か settings.json の「contacts」に、CSV または vCard を指定してください。--demo を付けると、サンプルの連絡先を使えます。',
  'cli.lookup.bad-columns':
    '--columns: 「{{part}}」は「役割=列」の形ではありません。列は見出し、または #3（3 列目）で指定します。役割: {{roles}}',
  'cli.lookup.skipped': '内線番号と非通知の着信は検索しません。',
  'cli.lookup.late':
    '時間内に連絡先ファイルを読み終えられませんでした。--for の秒数を増やすか、--for を外してください。',
  'cli.simulate.ready':
    '模擬 Zoom を 127.0.0.1 のポート {{port}} で起動しました。環境変数を別のターミナルに貼り付けてください。続いて「npm run -s cli -- websocket」「npm run -s cli -- webhook」「npm start」のいずれかを実行します。',
  'cli.simulate.webhook-valid': 'イベントを {{url}} にも送信します。',
  'cli.simulate.webhook-status': '{{url}} が模擬 Zoom からのイベントを拒否したため、送信しません。',
  'cli.simulate.webhook-wrong-answer':
    '{{url}} は Chakushin の Webhook ではないか、ZOOM_WEBHOOK_SECRET_TOKEN が異なります。イベントは送信しません。',
  'cli.simulate.enter':
    'Enter で「{{scenario}}」を再生します。シナリオ名を入力して Enter を押すと、それを再生します（一覧は simulate --list）。終了は Ctrl+C です。',
  'cli.simulate.waiting': 'クライアントが接続するとシナリオを再生します。終了は Ctrl+C です。',
  'cli.simulate.playing': '再生中: {{title}}',
  'cli.simulate.nobody':
    '接続中のクライアントがないため、この着信は誰にも届きません。模擬の通話履歴には残ります。',
  'cli.simulate.no-scenario': 'シナリオ「{{name}}」はありません。一覧は「simulate --list」で表示できます。',
  'cli.simulate.nearest':
    'シナリオ「{{name}}」はありません。「{{near}}」ではありませんか。一覧は「simulate --list」で表示できます。',
  'cli.simulate.port-taken':
    'ポート {{port}} はほかのプログラムが使用中です。--port で別のポートを指定するか、--port を省略して空きポートを使ってください。',
  'cli.simulate.port-refused':
    'ポート {{port}} は使えません（{{cause}}）。--port で 1024 以上のポートを指定するか、--port を省略して空きポートを使ってください。',

  'cli.sign-in.no-demo':
    'デモではサインインは不要です。設定した CRM にサインインするには --demo を外してください。',
  'cli.sign-in.none':
    'サインインが必要な CRM は設定されていません。settings.json の「connectors」に追加してください（docs/connectors.md を参照）。',
  'cli.sign-in.unknown':
    'settings.json に連携先「{{id}}」はありません。ID を付けずに「sign-in」を実行すると一覧を表示します。',
  'cli.sign-in.nearest':
    'settings.json に連携先「{{id}}」はありません。「{{near}}」ではありませんか。ID を付けずに「sign-in」を実行すると一覧を表示します。',
  'cli.sign-in.unknown-type':
    'settings.json の連携先「{{id}}」: 「{{type}}」という種類はありません。使える種類: {{types}}',
  'cli.sign-in.wrong-settings':
    'settings.json の連携先「{{id}}」に、不足している項目か誤りがあります（docs/connectors.md を参照）。',
  'cli.sign-in.not-needed': '{{name}} はサインイン不要です。',
  'cli.sign-in.by-secret': 'トークン',
  'cli.sign-in.by-browser': 'ブラウザー',
  'cli.sign-in.signed-in': '{{keychain}}に保存済み',
  'cli.sign-in.not-signed-in': '未サインイン',
  'cli.sign-in.not-known': '不明',
  'cli.sign-in.from-variable': '環境変数 {{variable}} を使用',
  'cli.sign-in.variable':
    '{{name}}: 環境変数 {{variable}} が設定されているため、{{keychain}}より優先します。',
  'cli.sign-in.ask-secret':
    '{{name}} のトークンを貼り付けて Enter を押してください（画面には表示されません）。',
  'cli.sign-in.ask-client-secret':
    '{{name}} に登録したアプリのクライアントシークレットを貼り付けて Enter を押してください（画面には表示されません）。',
  'cli.sign-in.ask-client-secret-again':
    '{{name}} に登録したアプリのクライアントシークレットを貼り付けて Enter を押してください（画面には表示されません）。保存済みのものを使う場合は、そのまま Enter を押してください。',
  'cli.sign-in.empty': '何も入力されなかったため、保存しませんでした。',
  'cli.sign-in.unusable':
    '制御文字が含まれているため、トークンとして使えません。コピーし直してください。保存はしていません。',
  'cli.sign-in.open': '{{name}} にサインインするには、5 分以内に次の URL を開いてください。',
  'cli.sign-in.stored': '{{name}}: {{keychain}}に保存しました。',
  'cli.sign-in.removed':
    '{{name}}: {{keychain}}から削除しました。{{name}} 側で取り消すまで、サインイン自体は有効です。',
  'cli.sign-in.nothing-stored': '{{name}}: {{keychain}}には何も保存されていません。',

  'cli.report.no-numbers': '「{{file}}」に電話番号が見つかりません。',
  'cli.report.no-text': 'テキストファイルでないか、途中で切れています',
  'cli.report.unreadable': '「{{file}}」を読み込めません（{{cause}}）。',
  'cli.report.exists': '「{{file}}」はすでに存在します。上書きしないため、別の名前を指定してください。',
  'cli.report.unwritable': '「{{file}}」に書き込めません（{{cause}}）。',
  'cli.report.progress': '{{total}} 件中 {{done}} 件の番号を検索しました',
  'cli.report.rest': '{{connector}} のリクエスト数の上限に達したため、{{seconds}} 秒後に再開します。',
  'report.numbers': '番号',
  'report.calls': '着信',
  'report.asked': '検索した番号',
  'report.exact': '完全一致',
  'report.national': '国内番号で一致',
  'report.weak': '要確認',
  'report.none': '該当なし',
  'report.unanswered': '応答しない連携先があり不明',
  'report.several': '複数人が一致',
  'report.lines-without': '電話番号のない行: {{lines}}',
  'report.left': '途中で終了しました。残り {{numbers}} 件の番号は検索していません。',
  'report.connector': '{{connector}}: いずれかの番号に一致したレコード {{records}} 件',
  'report.no-answer': '{{connector}}: 応答が得られなかった番号 {{numbers}} 件',
  'report.suggestions': '{{file}}: 修正候補 {{rows}} 件。CRM のデータは変更していません。',
  'report.written.e164': '+819012345678',
  'report.written.international': '+81 90-1234-5678',
  'report.written.national': '09012345678',
  'report.written.hyphens': '090-1234-5678',
  'report.written.spaces': '空白またはピリオド区切り',
  'report.written.brackets': 'かっこ付き',
  'report.written.full-width': '全角文字',
  'report.written.trunk-zero': '国番号と先頭の 0 の併記',
  'report.written.dialled': '+ の代わりに 00 または 010',
  'report.written.no-trunk': '先頭の 0 なし',
  'report.written.no-plus': '+ のない国番号',
  'report.written.no-country': '国番号のない海外の番号',
  'report.written.several': '1 つの項目に複数の番号',
  'report.written.words': '内線番号や文字付き',
  'report.written.part': '番号の一部のみ',
  'report.written.other': '特殊な記号',
  'report.advice.spaces_other':
    '{{connector}}: 電話番号が空白やピリオドで区切られたレコードが {{count}} 件あります。ハイフン区切りか +81… の形式にしてください。',
  'report.advice.brackets_other':
    '{{connector}}: 電話番号にかっこを使ったレコードが {{count}} 件あります。ハイフン区切りか +81… の形式にしてください。',
  'report.advice.full-width_other':
    '{{connector}}: 電話番号に全角文字を含むレコードが {{count}} 件あります。半角にしてください。',
  'report.advice.trunk-zero_other':
    '{{connector}}: 国番号のあとに先頭の 0 を残したレコードが {{count}} 件あります。0 を除いてください。',
  'report.advice.dialled_other':
    '{{connector}}: 国番号の前に 00 や 010 を付けたレコードが {{count}} 件あります。代わりに + を付けてください。',
  'report.advice.no-trunk_other':
    '{{connector}}: 電話番号の先頭の 0 が欠けているレコードが {{count}} 件あります。0 を補ってください（表計算ソフトで失われた可能性があります）。',
  'report.advice.no-plus_other':
    '{{connector}}: 国番号の前に + がないレコードが {{count}} 件あります。+ を付けてください。',
  'report.advice.no-country_other':
    '{{connector}}: 海外の番号に国番号がないレコードが {{count}} 件あります。+ と国番号を付けてください（付けるまでは、国内番号としてのみ一致します）。',
  'report.advice.several_other':
    '{{connector}}: 1 つの項目に複数の番号を入れたレコードが {{count}} 件あります。番号ごとに項目を分けてください。',
  'report.advice.words_other':
    '{{connector}}: 電話番号の項目に内線番号や文字を含むレコードが {{count}} 件あります。別の項目に移してください。',
  'report.advice.part_other':
    '{{connector}}: 電話番号が不完全か、余分な数字を含むレコードが {{count}} 件あります。修正してください（修正するまでは、「要確認」になります）。',
  'report.advice.other_other':
    '{{connector}}: 電話番号に特殊な記号を使ったレコードが {{count}} 件あります。ハイフン区切りか +81… の形式にしてください。',
} as const;
